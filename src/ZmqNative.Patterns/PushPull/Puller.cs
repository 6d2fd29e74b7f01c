using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>Takes work from pushers, fairly; handled by a handler, awaited or enumerated.</summary>
/// <remarks>
/// A puller that is busy stops reading: its queue fills up to the high-water mark, and the pushers give their work to
/// others or wait. A message is received once, whatever becomes of its handler: one that throws is counted in
/// <see cref="PatternStatistics.Failed"/>. What is in the queue at dispose is counted in <see cref="PatternStatistics.Unhandled"/>; what is
/// in it, or under way, when the process ends or the connection breaks is lost uncounted. See docs/loss.md.
/// </remarks>
public sealed class Puller : HandlingPattern
{
    /// <summary>Pulls without a handler yet: use <see cref="ReceivingPattern.ReadAllAsync"/> or one of the <c>Handle</c> methods.</summary>
    /// <remarks>When messages wait for more than 5 seconds before any are received, that is logged as a warning, once.</remarks>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="options">The options; default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Puller(string endpoints, PullerOptions? options = null)
        : base(SocketType.Pull, options ??= new PullerOptions(), options.MaxConcurrency)
    {
        Initialize(() => EndpointList.Attach(Socket, endpoints, bindByDefault: false));
        WarnIfUnread();
    }

    /// <summary>Pulls with a handler; see <see cref="HandlingPattern"/> for its forms.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="handler">The handler; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="options">The options; default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    [OverloadResolutionPriority(1)]
    public Puller(string endpoints, Func<ReceivedMessage, CancellationToken, ValueTask> handler, PullerOptions? options = null)
        : this(endpoints, options) => Initialize(() => Handle(handler));

    /// <inheritdoc cref="Puller(string, Func{ReceivedMessage, CancellationToken, ValueTask}, PullerOptions)"/>
    [OverloadResolutionPriority(1)]
    public Puller(string endpoints, Func<ReceivedMessage, ValueTask> handler, PullerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="Puller(string, Func{ReceivedMessage, CancellationToken, ValueTask}, PullerOptions)"/>
    public Puller(string endpoints, Func<ReceivedMessage, CancellationToken, Task> handler, PullerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="Puller(string, Func{ReceivedMessage, CancellationToken, ValueTask}, PullerOptions)"/>
    public Puller(string endpoints, Func<ReceivedMessage, Task> handler, PullerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }

    /// <inheritdoc cref="Puller(string, Func{ReceivedMessage, CancellationToken, ValueTask}, PullerOptions)"/>
    public Puller(string endpoints, Action<ReceivedMessage> handler, PullerOptions? options = null)
        : this(endpoints, Handlers.Adapt(handler), options)
    {
    }
}
