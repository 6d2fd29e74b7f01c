using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>Receives messages from pushers, in turn, for a handler, an await or an enumeration.</summary>
/// <remarks>
/// A puller that is busy stops reading: its queue fills up to the high-water mark, and the pushers send to other pullers or wait. A message
/// is received once, also when its handler throws, which is counted in <see cref="PatternStatistics.Failed"/>. Messages in the queue at
/// dispose are counted in <see cref="PatternStatistics.Unhandled"/>; those in the queue, or in transit, when the process ends or the
/// connection is lost are lost without being counted. See docs/loss.md.
/// <para>
/// With <see cref="Delivery.Acknowledged"/> a message is acknowledged when its handler has completed, and is delivered again if the handler throws
/// or the puller is lost: at least once, in no order. Messages in the queue at dispose go back to the pusher. Code that receives without a
/// handler acknowledges each message (<see cref="Acknowledge"/>).
/// </para>
/// </remarks>
public sealed partial class Puller : HandlingPattern
{
    /// <summary>Connects without a handler: use <see cref="ReceivingPattern.ReadAllAsync"/> or one of the <c>Handle</c> methods.</summary>
    /// <remarks>A warning is logged, once, when messages are queued for more than 5 seconds before the first receive.</remarks>
    /// <param name="endpoints">
    /// The endpoints, separated by commas, such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds.
    /// </param>
    /// <param name="options">The options; default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Puller(string endpoints, PullerOptions? options = null)
        : base(TypeFor(options ??= new PullerOptions()), options, options.MaxConcurrency)
    {
        _deliveries = options.Delivery == Delivery.Acknowledged ? new DeliveryReceiver(this, options, CountMalformed) : null;
        Initialize(() =>
        {
            if (_deliveries is not null)
            {
                // A pusher that has disconnected is reported when something is sent to it, and a new connection has a new routing id.
                Socket.Configure(static socket => socket.RouterMandatory = socket.Immediate = true);
                ConnectionChanged += new DeliveryPeerWarning(Logger, Name, Reactor.TimeProvider).OnConnectionChanged;
            }

            EndpointList.Attach(Socket, endpoints, bindByDefault: false);
        });
        WarnIfUnread();
    }

    /// <summary>Connects and gives every message to a handler; see <see cref="HandlingPattern"/> for its forms.</summary>
    /// <param name="endpoints">
    /// The endpoints, separated by commas, such as <c>tcp://localhost:5560</c>, connected by default; <c>@</c> in front binds.
    /// </param>
    /// <param name="handler">The handler; the message is valid until it completes. An exception is logged and counted.</param>
    /// <param name="options">The options; default <see cref="PullerOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint or no handler, or an endpoint is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
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

    private static SocketType TypeFor(PullerOptions options) => options.Delivery == Delivery.Acknowledged ? SocketType.Router : SocketType.Pull;
}
