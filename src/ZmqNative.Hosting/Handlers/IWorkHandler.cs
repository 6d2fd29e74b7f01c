using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Does work that a puller takes: a service, by default with a scope per message.</summary>
public interface IWorkHandler
{
    /// <summary>Does one piece of work. An exception is logged and counted, and the next message follows.</summary>
    /// <param name="work">The message, valid until this completes; copy what you keep.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>Completes when the work is done.</returns>
    ValueTask HandleAsync(ReceivedMessage work, CancellationToken cancellationToken);
}

/// <summary>Does work in JSON.</summary>
/// <typeparam name="T">What the body holds.</typeparam>
public interface IWorkHandler<in T>
{
    /// <summary>Does one piece of work. An exception is logged and counted, and the next message follows.</summary>
    /// <param name="work">The body; what is no such JSON never comes here, and is counted as malformed.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>Completes when the work is done.</returns>
    ValueTask HandleAsync(T work, CancellationToken cancellationToken);
}
