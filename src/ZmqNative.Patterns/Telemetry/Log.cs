using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>All log messages of the library. None is logged per message above the level Trace.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Critical, "The reactor failed; all its sockets fail with it.")]
    public static partial void ReactorFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Pattern} dropped {Count} malformed message(s) since the last such line; the newest: {Reason}")]
    public static partial void MalformedMessages(this ILogger logger, string pattern, long count, string reason);

    [LoggerMessage(3, LogLevel.Error, "A handler of {Pattern} failed, {Count} time(s) since the last such line; the newest:")]
    public static partial void HandlerFailed(this ILogger logger, string pattern, long count, Exception exception);

    [LoggerMessage(4, LogLevel.Debug, "{Pattern} {Event} {Endpoint}")]
    public static partial void ConnectionChanged(this ILogger logger, string pattern, SocketEvents @event, string endpoint);

    [LoggerMessage(5, LogLevel.Error, "The loop of {Pattern} ended with an error.")]
    public static partial void LoopFailed(this ILogger logger, string pattern, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "{Pattern} lost {Count} message(s) that were still queued when its drain time, or its linger time, was over.")]
    public static partial void MessagesLost(this ILogger logger, string pattern, long count);

    [LoggerMessage(7, LogLevel.Debug, "A reply could not be sent to its requester: {Reason}")]
    public static partial void ReplyNotSent(this ILogger logger, string reason);

    [LoggerMessage(
        9,
        LogLevel.Warning,
        "{Pattern} dropped {Count} reply(s) since the last such line, because the queue of a client was full (SendHighWatermark): it does not "
        + "read, or reads more slowly than it asks.")]
    public static partial void RepliesDropped(this ILogger logger, string pattern, long count);

    [LoggerMessage(8, LogLevel.Error, "{Pattern} ends although a handler still runs: it ignored its cancellation.")]
    public static partial void HandlerLeftBehind(this ILogger logger, string pattern);

    [LoggerMessage(
        14,
        LogLevel.Warning,
        "{Pattern} has messages that are not read: it has no handler, and no code receives from it. They stay in its queue, and its peers "
        + "wait or lose messages when that is full.")]
    public static partial void MessagesUnread(this ILogger logger, string pattern);

    [LoggerMessage(
        15,
        LogLevel.Warning,
        "{Pattern} has a handler but no subscription, so no message will come: subscribe to a topic, a prefix or a message id.")]
    public static partial void NothingSubscribed(this ILogger logger, string pattern);

    [LoggerMessage(20, LogLevel.Warning, "{Pattern} ended with {Count} message(s) that had come and were not handled.")]
    public static partial void MessagesUnhandled(this ILogger logger, string pattern, long count);

    [LoggerMessage(21, LogLevel.Warning, "{Pattern} connected to {Endpoint} again, after libzmq had given it up ({Reason}); {Count} such connection(s) since the last such line.")]
    public static partial void ConnectedAgain(this ILogger logger, string pattern, string endpoint, long count, string reason);

    [LoggerMessage(22, LogLevel.Warning, "{Pattern} cannot be attached to {Endpoint} again, after its connection ended; it tries again.")]
    public static partial void EndpointNotAttached(this ILogger logger, string pattern, string endpoint, Exception exception);

    [LoggerMessage(
        30,
        LogLevel.Warning,
        "{Pattern} lost {Count} connection(s) in a row as soon as they were made, before anything came over them: its peer probably has another "
        + "peer already. It tries again.")]
    public static partial void PairRefused(this ILogger logger, string pattern, int count);

    [LoggerMessage(
        31,
        LogLevel.Warning,
        "{Pattern} cannot resolve the name in {Endpoint} or connect to its address: {Reason}. {Count} such failure(s) since the last such line; it tries again.")]
    public static partial void NameNotResolved(this ILogger logger, string pattern, string endpoint, long count, string reason);

    [LoggerMessage(23, LogLevel.Error, "{Pattern} could not make a new socket after its connection had ended; it tries again.")]
    public static partial void SocketNotRenewed(this ILogger logger, string pattern, Exception exception);

    [LoggerMessage(32, LogLevel.Error, "A handler of the connection events of {Pattern} failed, {Count} time(s) since the last such line; the newest:")]
    public static partial void ConnectionHandlerFailed(this ILogger logger, string pattern, long count, Exception exception);

    [LoggerMessage(
        33,
        LogLevel.Warning,
        "{Pattern} and a peer at {Endpoint} refused each other in the handshake, {Count} time(s) since the last such line: {Reason}. A pusher and a "
        + "puller need the same option Delivery: acknowledged delivery is not possible with a plain PUSH or PULL socket.")]
    public static partial void DeliveryPeerRefused(this ILogger logger, string pattern, string endpoint, long count, string reason);

    [LoggerMessage(40, LogLevel.Error, "A step of the end of {Pattern} failed; the other steps ran.")]
    public static partial void EndStepFailed(this ILogger logger, string pattern, Exception exception);

    [LoggerMessage(50, LogLevel.Debug, "{Authenticator} accepted {Peer} as user {User}.")]
    public static partial void PeerAccepted(this ILogger logger, string authenticator, AuthenticationRequest peer, string user);

    [LoggerMessage(51, LogLevel.Debug, "{Authenticator} refused {Peer} with status {Status}: {Reason}.")]
    public static partial void PeerRefused(this ILogger logger, string authenticator, AuthenticationRequest peer, int status, string reason);

    [LoggerMessage(
        52,
        LogLevel.Warning,
        "{Authenticator} refused {Count} peer(s) since the last such line; the newest: {Peer} with status {Status}: {Reason}.")]
    public static partial void PeersRefused(
        this ILogger logger, string authenticator, long count, AuthenticationRequest peer, int status, string reason);

    [LoggerMessage(
        53,
        LogLevel.Error,
        "A check of {Authenticator} failed with {Type} for {Peer}, which was refused; {Count} such failure(s) since the last such line.")]
    public static partial void CheckFailed(
        this ILogger logger, string authenticator, string type, AuthenticationRequest peer, long count, Exception? exception);

    [LoggerMessage(
        55,
        LogLevel.Warning,
        "{Pattern} dropped {Count} message(s) of users who are not accepted any more since the last such line; the newest of user {User}.")]
    public static partial void RevokedMessages(this ILogger logger, string pattern, long count, string user);

    [LoggerMessage(
        61,
        LogLevel.Warning,
        "{Pattern} ended {Count} connection(s) of users who are not accepted any more since the last such line; the newest of user {User}.")]
    public static partial void RevokedConnections(this ILogger logger, string pattern, long count, string user);

    [LoggerMessage(
        62,
        LogLevel.Warning,
        "{Pattern} did not accept all connections, and closed {Count} since the last such line: {Reason}.")]
    public static partial void ConnectionsNotAccepted(this ILogger logger, string pattern, long count, string reason);

    [LoggerMessage(
        56,
        LogLevel.Warning,
        "{Pattern} refused {Count} message(s) to actors that their peers may not reach since the last such line; the newest to {Address} of user '{User}'.")]
    public static partial void ForbiddenMessages(this ILogger logger, string pattern, long count, string address, string user);

    [LoggerMessage(
        57,
        LogLevel.Warning,
        "{Pattern} refused {Count} message(s) of peers at a limit since the last such line; the newest of {Peer}: {Reason}.")]
    public static partial void MessagesOverQuota(this ILogger logger, string pattern, long count, string peer, string reason);

    [LoggerMessage(
        64,
        LogLevel.Warning,
        "{Pattern} has ended {Count} connection(s) since the last such line, because their peers sent a frame over MaxFrameSize, or a message far over "
        + "MaxMessageSize or MaxFrames.")]
    public static partial void OversizedMessages(this ILogger logger, string pattern, long count);

    [LoggerMessage(
        65,
        LogLevel.Warning,
        "{Pattern} has refused {Count} subscription(s) since the last such line, because they were over MaxTopicLength, MaxSubscriptionsPerPeer or "
        + "MaxTopicBytesPerPeer.")]
    public static partial void SubscriptionsRefused(this ILogger logger, string pattern, long count);

    [LoggerMessage(54, LogLevel.Critical, "The thread of {Authenticator} failed; servers of its context accept no new connections.")]
    public static partial void AuthenticatorFailed(this ILogger logger, string authenticator, Exception exception);

    [LoggerMessage(
        60,
        LogLevel.Warning,
        "{Pattern} is bound to {Endpoint}, where other machines can reach it, without security: any peer there can send, receive and read. Bind "
        + "tcp://127.0.0.1 for this machine alone, or use CURVE.")]
    public static partial void BoundWithoutSecurity(this ILogger logger, string pattern, string endpoint);
}
