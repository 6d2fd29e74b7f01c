using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Handles publications: a service, by default with a scope per message.</summary>
public interface ISubscriptionHandler
{
    /// <summary>Handles one message. An exception is logged and counted, and the next message follows.</summary>
    /// <param name="message">The message, valid until this completes; copy what you keep.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>Completes when the message is done with.</returns>
    ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken);
}

/// <summary>Handles publications in JSON.</summary>
/// <typeparam name="T">What the body holds.</typeparam>
public interface ISubscriptionHandler<in T>
{
    /// <summary>Handles one message. An exception is logged and counted, and the next message follows.</summary>
    /// <param name="value">The body; what is no such JSON never comes here, and is counted as malformed.</param>
    /// <param name="message">The message it came in, for its topic or header; valid until this completes.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>Completes when the message is done with.</returns>
    ValueTask HandleAsync(T value, ReceivedMessage message, CancellationToken cancellationToken);
}
