using Microsoft.Extensions.Logging;

namespace ZmqNative.Cluster;

/// <summary>The log messages of clusters. None per message or renewal.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Broker} has joined the cluster of {Engine} as {Session}.")]
    public static partial void Joined(this ILogger logger, string broker, string engine, string session);

    [LoggerMessage(2, LogLevel.Warning, "{Broker} has lost its lease {Session}: {Reason}. Its {Count} shard(s) are stopped, and it joins again.")]
    public static partial void LeaseLost(this ILogger logger, string broker, string session, string reason, int count);

    [LoggerMessage(3, LogLevel.Warning, "{Broker} cannot join the cluster of {Engine} now, and tries again: {Reason}")]
    public static partial void JoinFailed(this ILogger logger, string broker, string engine, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Broker} cannot join the cluster of {Engine}, and does not try again.")]
    public static partial void Refused(this ILogger logger, Exception exception, string broker, string engine);

    [LoggerMessage(5, LogLevel.Warning, "{Broker} has found that the lease of {Session} has ended: its shards get new owners.")]
    public static partial void MemberEnded(this ILogger logger, string broker, string session);

    [LoggerMessage(6, LogLevel.Warning, "{Broker} cannot reach the directory now: {Reason}")]
    public static partial void DirectoryFailed(this ILogger logger, string broker, string reason);

    [LoggerMessage(7, LogLevel.Information, "{Broker} has left the cluster of {Engine}.")]
    public static partial void HasLeft(this ILogger logger, string broker, string engine);

    [LoggerMessage(8, LogLevel.Warning, "{Broker} leaves the cluster although {Count} shard(s) are not handed over: they get new owners when its lease has ended.")]
    public static partial void LeftEarly(this ILogger logger, string broker, int count);

    [LoggerMessage(9, LogLevel.Error, "A loop of the cluster of {Broker} has failed; the broker joins again.")]
    public static partial void SessionFailed(this ILogger logger, Exception exception, string broker);

    [LoggerMessage(10, LogLevel.Warning, "The connection to the directory has not ended with the session {Session} of {Broker}, which joins again without waiting for it.")]
    public static partial void LoopsStay(this ILogger logger, string broker, string session);

    [LoggerMessage(11, LogLevel.Error, "An actor of {Broker} could not be asked to stop, as its shard gets another owner; it is asked again.")]
    public static partial void DrainFailed(this ILogger logger, Exception exception, string broker);

    [LoggerMessage(20, LogLevel.Warning, "A subscription of {Broker} to the durable topic '{Topic}' is interrupted, and continues by itself: {Reason}")]
    public static partial void SubscriptionInterrupted(this ILogger logger, string broker, string topic, string reason);

    [LoggerMessage(30, LogLevel.Warning, "{Broker} cannot read or acknowledge durable tells now, and tries again: {Reason}")]
    public static partial void TellsFailed(this ILogger logger, string broker, string reason);

    [LoggerMessage(31, LogLevel.Error, "{Broker} has given up the durable tell {Id} to '{Address}', which is a durable dead letter now: {Reason}")]
    public static partial void TellGivenUp(this ILogger logger, string broker, string id, string address, string reason);
}
