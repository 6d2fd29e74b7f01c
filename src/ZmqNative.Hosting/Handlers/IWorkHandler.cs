using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A service that handles the messages of a puller. By default each message has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
public interface IWorkHandler
{
    /// <summary>Handles one message. An exception is logged and counted; the next message is handled.</summary>
    /// <param name="work">The message, valid until the returned task completes; <see cref="ReceivedMessage.Detach"/> keeps it for longer.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>A task that completes when the message is handled.</returns>
    ValueTask HandleAsync(ReceivedMessage work, CancellationToken cancellationToken);
}

/// <summary>A service that handles the messages of a puller in JSON. By default each message has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
/// <typeparam name="T">The type of the value in the body.</typeparam>
public interface IWorkHandler<in T>
{
    /// <summary>Handles one message. An exception is logged and counted; the next message is handled.</summary>
    /// <param name="work">The value of the body. A message with another body is counted in <see cref="PatternStatistics.Malformed"/> and not handled.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>A task that completes when the message is handled.</returns>
    ValueTask HandleAsync(T work, CancellationToken cancellationToken);
}
