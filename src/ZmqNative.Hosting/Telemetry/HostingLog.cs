using Microsoft.Extensions.Logging;

namespace ZmqNative.Hosting;

/// <summary>The log messages of hosting.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(101, LogLevel.Information, "Messaging started with {Count} named socket(s).")]
    public static partial void Started(this ILogger logger, int count);

    [LoggerMessage(102, LogLevel.Information, "Messaging stopped in {Elapsed} ms; all messages were handled and sent.")]
    public static partial void Stopped(this ILogger logger, long elapsed);

    [LoggerMessage(103, LogLevel.Warning, "Messaging stopped in {Elapsed} ms; {Unhandled} received message(s) were not handled, {Lost} message(s) were not sent.")]
    public static partial void StoppedWithLoss(this ILogger logger, long elapsed, long unhandled, long lost);

    [LoggerMessage(104, LogLevel.Warning, "The {Kind} {Name} did not end within its time limit and is not waited for any more.")]
    public static partial void NotEndedInTime(this ILogger logger, string kind, string name);

    [LoggerMessage(105, LogLevel.Error, "A socket failed while it was disposed.")]
    public static partial void EndFailed(this ILogger logger, Exception exception);

    [LoggerMessage(107, LogLevel.Information, "The policies of {Count} domain(s) were set again, as the configuration has changed.")]
    public static partial void PoliciesChanged(this ILogger logger, int count);

    [LoggerMessage(108, LogLevel.Error, "The configuration has changed, and its policies are wrong; those before stay. {Problems}")]
    public static partial void PoliciesNotChanged(this ILogger logger, string problems);

    [LoggerMessage(106, LogLevel.Warning, "libzmq still sends lingering messages, and continues in the background.")]
    public static partial void StillSending(this ILogger logger);
}
