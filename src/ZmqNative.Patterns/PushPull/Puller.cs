using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Takes work from pushers, fairly; handled by a handler, awaited or enumerated.</summary>
/// <remarks>
/// A puller that is busy stops reading: its queue fills up to the high-water mark, and the pushers give their work to
/// others or wait. A message is received once, whatever becomes of its handler: one that throws is counted in
/// <see cref="PatternStatistics.Failed"/>. What is in the queue at dispose is counted in <see cref="PatternStatistics.Unhandled"/>; what is
/// in it, or under way, when the process ends or the connection breaks is lost uncounted. See docs/loss.md.
/// </remarks>
public sealed class Puller : ReceivingPattern
{
    private readonly PullerOptions _options;

    /// <summary>Pulls without a handler: use <see cref="ReceivingPattern.ReadAllAsync"/>.</summary>
    /// <remarks>When messages wait for more than 5 seconds before anybody has received, that is logged as a warning, once.</remarks>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="options">Default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Puller(string endpoints, PullerOptions? options = null)
        : base(SocketType.Pull, options ??= new PullerOptions())
    {
        _options = options;
        Initialize(() =>
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxConcurrency, nameof(options));
            EndpointList.Attach(Socket, endpoints, bindByDefault: false);
        });
        WarnIfUnread();
    }

    /// <summary>Pulls with an asynchronous handler.</summary>
    /// <param name="endpoints">Such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds; several with commas.</param>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="options">Default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    [OverloadResolutionPriority(1)]
    public Puller(string endpoints, Func<ReceivedMessage, CancellationToken, ValueTask> handler, PullerOptions? options = null)
        : base(SocketType.Pull, options ??= new PullerOptions())
    {
        _options = options;
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
    public Puller(string endpoints, Func<ReceivedMessage, CancellationToken, Task> handler, PullerOptions? options = null)
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
    public Puller(string endpoints, Action<ReceivedMessage> handler, PullerOptions? options = null)
        : this(endpoints, handler is null ? null! : Handlers.Adapt(handler), options)
    {
    }

    /// <summary>Gives every message to a handler from now on, in the background, until the puller is disposed.</summary>
    /// <param name="handler">What to do; the message is valid until it completes. An exception is logged and counted.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It has a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The puller is disposed.</exception>
    public void Handle(Func<ReceivedMessage, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        StartHandling(handler, _options.MaxConcurrency);
    }

    /// <summary>Reads a message; one that is no such JSON is counted.</summary>
    internal bool TryReadJson<T>(ReceivedMessage message, JsonTypeInfo<T> typeInfo, [NotNullWhen(true)] out T? value)
    {
        try
        {
            value = message.GetJson(typeInfo);
            if (value is not null)
            {
                return true;
            }
        }
        catch (JsonException)
        {
            value = default;
        }

        CountMalformed($"the body is no JSON of {typeof(T).Name}");
        return false;
    }
}
