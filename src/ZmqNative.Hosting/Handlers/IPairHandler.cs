using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A service that answers the messages of a pair. By default each message has an instance and a scope of its own.</summary>
public interface IPairHandler
{
    /// <summary>Answers one message. An exception is logged, counted, and answered with an empty message.</summary>
    /// <param name="message">The message, valid until the returned task completes.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>The reply. Texts and byte arrays are converted to it.</returns>
    ValueTask<Payload> HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
