using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Sends messages to pullers in turn; waits while the queues of all of them are full.</summary>
/// <remarks>
/// Back-pressure comes from the high-water marks: when every puller's queue is full, and while no puller has connected to the
/// endpoints that were bound, <see cref="PushAsync"/> waits. A message that is accepted is not handled yet. These messages are lost
/// without being counted: those in the queue of a puller that crashes, those accepted for a connection that is lost, and those not sent
/// within <see cref="PatternOptions.Linger"/> after dispose, if a puller was ever connected. If none ever was, dispose waits for one for
/// <see cref="PatternOptions.Linger"/>, and then counts all accepted messages in <see cref="PatternStatistics.Lost"/> (not over
/// <c>inproc://</c>, and not with an infinite linger time). See docs/loss.md. Any thread may push.
/// <para>
/// With <see cref="Delivery.Acknowledged"/> a push completes when a puller has handled the message. Until then the pusher keeps it, and sends it to
/// another puller when the one that has it is lost, or its handler fails. To be fast, push many messages before the first one completes: up
/// to <see cref="PusherOptions.MaxUnacknowledged"/>. Dispose waits for acknowledgements for <see cref="PatternOptions.DrainTimeout"/>; the pushes that are
/// pending then fail, and are counted in <see cref="PatternStatistics.Lost"/>.
/// </para>
/// </remarks>
public sealed class Pusher : Pattern, IPusher
{
    private readonly DeliverySender? _deliveries;

    /// <summary>Binds or connects one or more endpoints.</summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://*:5560</c>, bound by default; <c>&gt;</c> in front connects.</param>
    /// <param name="options">The options; default <see cref="PusherOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Pusher(string endpoints, PusherOptions? options = null)
        : base(TypeFor(options ??= new PusherOptions()), options)
    {
        _deliveries = options.Delivery == Delivery.Acknowledged ? new DeliverySender(this, options, CountMalformed, CountUnsent) : null;
        Initialize(() =>
        {
            if (_deliveries is { } deliveries)
            {
                Socket.Configure(ConfigureDeliveries);
                StartLoop(() => deliveries.RunAsync(Aborting));
                ConnectionChanged += new DeliveryPeerWarning(Logger, Name, Reactor.TimeProvider).OnConnectionChanged;
            }

            EndpointList.Attach(Socket, endpoints, bindByDefault: true);
        });
    }

    /// <summary>The number of messages that are not acknowledged yet; 0 without <see cref="Delivery.Acknowledged"/>.</summary>
    public int Unacknowledged => _deliveries?.Pending ?? 0;

    /// <summary>The number of pullers with acknowledged delivery that are remembered, for tests.</summary>
    internal int PullerCount => _deliveries?.PullerCount ?? 0;

    /// <summary>Pushes a message: a text, bytes, frames or JSON.</summary>
    /// <param name="work">The message, whose frames belong to the pusher from now on; bytes may be reused as soon as this returns.</param>
    /// <param name="cancellationToken">
    /// Takes the message back, unless libzmq has accepted it. With <see cref="Delivery.Acknowledged"/> it ends the wait at any time: the message is not
    /// delivered again, but a puller that has it may handle it, and the text of the exception says so.
    /// </param>
    /// <returns>
    /// A task that completes when libzmq has accepted the message; with <see cref="Delivery.Acknowledged"/>, when a puller has handled it.
    /// </returns>
    /// <exception cref="OperationCanceledException">
    /// The push was cancelled; the message was not sent, or, with <see cref="Delivery.Acknowledged"/>, may have been handled.
    /// </exception>
    /// <exception cref="DeliveryFailedException">A puller rejected the message, handlers failed too often, or the time is over.</exception>
    /// <exception cref="InvalidOperationException">Too many pushes wait already.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the pusher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The frames are disposed, or the pusher is, or was meanwhile, disposed.</exception>
    public ValueTask PushAsync(Payload work, CancellationToken cancellationToken = default)
    {
        if (_deliveries is null || IsDisposed)
        {
            return SendAsync(work, cancellationToken);
        }

        return _deliveries.PushAsync(work, cancellationToken);
    }

    /// <summary>Pushes a value as JSON.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="work">The value.</param>
    /// <param name="typeInfo">The metadata to write it by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>A task that completes when libzmq has accepted the message.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The push was cancelled; the message was not sent.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the pusher's options; it was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The pusher is, or was meanwhile, disposed.</exception>
    public ValueTask PushJsonAsync<T>(T work, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return IsDisposed
            ? ValueTask.FromException(CreateDisposed())
            : PushAsync(Payload.FromJson(work, typeInfo), cancellationToken);
    }

    /// <summary>Pushes bytes, if the queue of a puller has space.</summary>
    /// <param name="work">The message.</param>
    /// <returns>
    /// False when the queues of all pullers are full, or no puller is connected; with <see cref="Delivery.Acknowledged"/>, when the window is full
    /// (<see cref="PusherOptions.MaxUnacknowledged"/>) or no puller is connected. The outcome of such a message is counted in
    /// <see cref="Pattern.Statistics"/> only.
    /// </returns>
    /// <exception cref="MessageTooLargeException">The message exceeds a limit of the pusher's options.</exception>
    /// <exception cref="ObjectDisposedException">The pusher is disposed.</exception>
    public bool TryPush(ReadOnlySpan<byte> work)
    {
        ThrowIfDisposed();
        return _deliveries?.TryPush(work) ?? Socket.TrySend(work);
    }

    // libzmq does not report the messages that it drops after the linger time. If no peer was ever connected these are all accepted ones.
    private protected override async Task LingerAsync()
    {
        if (_deliveries is not null)
        {
            // The pushes of messages that libzmq still has were ended.
            Socket.ConfigureShortly(static socket => socket.Linger = TimeSpan.Zero);
            return;
        }

        if (Socket.SentMessages == 0 || !IsUnseen() || GetLinger() is not { } linger)
        {
            return;
        }

        try
        {
            using EndLimit time = new(linger, Reactor.TimeProvider);
            while (!await IsConnectedAsync(time.Token).ConfigureAwait(false))
            {
                // The peer has refused the connection, and may accept the next one.
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // None came, or the context ended meanwhile.
        }

        if (IsUnseen())
        {
            CountUnsent(Socket.SentMessages);
            Socket.Configure(static socket => socket.Linger = TimeSpan.Zero);
        }
    }

    private protected override void OnDisconnected() => _deliveries?.OnDisconnected();

    private protected override void FailPending() => _deliveries?.BeginEnd();

    private protected override void Release() => _deliveries?.Dispose();

    private protected override PatternStatistics Complete(PatternStatistics statistics) => _deliveries?.Counts is not { } counts
        ? statistics
        : statistics with
        {
            Sent = counts.Delivered,
            Acknowledged = counts.Acknowledged,
            Redelivered = counts.Redelivered,
            Undeliverable = counts.Undeliverable,
        };

    private static SocketType TypeFor(PusherOptions options) => options.Delivery == Delivery.Acknowledged ? SocketType.Router : SocketType.Push;

    // A puller that has disconnected is reported when something is sent to it. Each connection has its own routing id, on both sides,
    // and begins with an empty message, which the puller answers by asking for messages. How many it gets is limited by that.
    private static void ConfigureDeliveries(Socket socket)
    {
        socket.RouterMandatory = true;
        socket.Immediate = true;
        socket.ProbeRouter = true;
        socket.SendHighWatermark = 0;
    }

    private async Task<bool> IsConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Connections.WaitAsync(1, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AuthenticationRejectedException)
        {
            return false;
        }
    }

    private bool IsUnseen()
    {
        Connections.Pump();
        return Connections.WasNeverConnected;
    }

    private TimeSpan? GetLinger()
    {
        TimeSpan? linger = null;
        Socket.Configure(socket => linger = socket.Linger);
        return linger;
    }
}
