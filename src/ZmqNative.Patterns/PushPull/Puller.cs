using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>Takes work from pushers, fairly; handled by a handler, awaited or enumerated.</summary>
/// <remarks>
/// A puller that is busy stops reading: its queue fills up to the high-water mark, and the pushers give their work to
/// others or wait. A message is received once, whatever becomes of its handler.
/// </remarks>
public sealed class Puller : ReceivingPattern
{
    /// <summary>Pulls without a handler: use <see cref="ReceivingPattern.ReadAllAsync"/>.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="options">Default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Puller(string endpoints, PullerOptions? options = null)
        : base(SocketType.Pull, options ?? new PullerOptions()) =>
        Initialize(() => EndpointList.Attach(Socket, endpoints, bindByDefault: false));

    /// <summary>Pulls with an asynchronous handler.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="options">Default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    [OverloadResolutionPriority(1)]
    public Puller(string endpoints, Func<Work, CancellationToken, ValueTask> handler, PullerOptions? options = null)
        : base(SocketType.Pull, options ??= new PullerOptions())
    {
        Initialize(() =>
        {
            ArgumentNullException.ThrowIfNull(handler);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConcurrency, nameof(options));
            EndpointList.Attach(Socket, endpoints, bindByDefault: false);
        });
        StartHandling(handler, options.MaxConcurrency);
    }

    /// <summary>Pulls with a handler that returns a <see cref="Task"/>.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="options">Default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Puller(string endpoints, Func<Work, CancellationToken, Task> handler, PullerOptions? options = null)
        : this(endpoints, handler is null ? null! : Handlers.Adapt(handler), options)
    {
    }

    /// <summary>Pulls with a synchronous handler.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="handler">What to do; the message is valid until it returns. An exception is logged and counted.</param>
    /// <param name="options">Default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Puller(string endpoints, Action<Work> handler, PullerOptions? options = null)
        : this(endpoints, handler is null ? null! : Handlers.Adapt(handler), options)
    {
    }
}
