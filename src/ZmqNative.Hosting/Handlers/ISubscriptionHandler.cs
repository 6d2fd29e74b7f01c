using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A service that handles publications. By default each message has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
public interface ISubscriptionHandler
{
    /// <summary>Handles one message. An exception is logged and counted; the next message is handled.</summary>
    /// <param name="message">The message, valid until the returned task completes; <see cref="ReceivedMessage.Detach"/> keeps it for longer.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>A task that completes when the message is handled.</returns>
    ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}

/// <summary>A service that handles publications in JSON. By default each message has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
/// <typeparam name="T">The type of the value in the body.</typeparam>
public interface ISubscriptionHandler<in T>
{
    /// <summary>Handles one message. An exception is logged and counted; the next message is handled.</summary>
    /// <param name="value">The value of the body. A message with another body is counted in <see cref="PatternStatistics.Malformed"/> and not handled.</param>
    /// <param name="message">The message, for its topic or headers; valid until the returned task completes.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>A task that completes when the message is handled.</returns>
    ValueTask HandleAsync(T value, ReceivedMessage message, CancellationToken cancellationToken);
}
