using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Answers the messages of a pair: a service, by default with a scope per message.</summary>
public interface IPairHandler
{
    /// <summary>Answers one message. An exception is logged, counted, and answered with an empty message.</summary>
    /// <param name="message">The message, valid until this completes.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>The answer; texts and byte arrays become one by themselves.</returns>
    ValueTask<Payload> HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
