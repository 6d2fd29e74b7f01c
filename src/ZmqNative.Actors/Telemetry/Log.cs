using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

/// <summary>The log messages of the actors. Nothing per message above Trace.</summary>
internal static partial class Log
{
    [LoggerMessage(9, LogLevel.Warning, "{Count} dead letter(s) since the last such line; the newest: a {Message} for '{Address}' ({Reason}).")]
    public static partial void DeadLetters(this ILogger logger, long count, string message, string address, DeadLetterReason reason);

    [LoggerMessage(10, LogLevel.Error, "Actor '{Address}' failed; {Count} failure(s) of actors since the last such line; the newest:")]
    public static partial void ActorFailed(this ILogger logger, string address, long count, Exception exception);

    [LoggerMessage(
        11,
        LogLevel.Error,
        "Actor '{Address}' failed more than {Restarts} times within {Window} and is stopped; {Count} such actor(s) since the last such line.")]
    public static partial void ActorGivenUp(
        this ILogger logger, string address, int restarts, TimeSpan window, long count, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "A hook, decider or dispose of actor '{Address}' failed; {Count} such failure(s) since the last such line.")]
    public static partial void ActorHookFailed(this ILogger logger, string address, long count, Exception exception);

    [LoggerMessage(13, LogLevel.Error, "{Broker} ends although {Count} actor(s) still run: they ignored their cancellation.")]
    public static partial void ActorsLeftBehind(this ILogger logger, string broker, int count);

    [LoggerMessage(14, LogLevel.Warning, "{Broker} ends although {Count} thread(s) of actors still run: code that an actor has started blocks them.")]
    public static partial void ThreadsLeftBehind(this ILogger logger, string broker, int count);

    [LoggerMessage(
        16,
        LogLevel.Warning,
        "A handling of actor '{Address}', of a {Message}, has run for {Elapsed} and is not complete; the actor handles nothing else meanwhile. "
        + "{Count} such handling(s) since the last such line.")]
    public static partial void LongHandling(this ILogger logger, string address, string message, TimeSpan elapsed, long count);

    [LoggerMessage(
        17,
        LogLevel.Error,
        "An answer of actor '{Address}' that nobody waits for any more could not be disposed; {Count} such failure(s) since the last such line.")]
    public static partial void AnswerNotDisposed(this ILogger logger, string address, long count, Exception exception);
}
