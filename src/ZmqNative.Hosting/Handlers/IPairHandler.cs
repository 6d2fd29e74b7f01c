using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A service that answers the messages of a pair. By default each message has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
public interface IPairHandler
{
    /// <summary>
    /// Answers one message. An exception is logged, counted (<see cref="PatternStatistics.Failed"/>) and answered with an empty message.
    /// </summary>
    /// <param name="message">The message, valid until the returned task completes.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>The reply. Texts and byte arrays are converted to it.</returns>
    ValueTask<Payload> HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
