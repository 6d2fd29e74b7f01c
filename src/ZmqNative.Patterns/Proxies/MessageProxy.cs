namespace ZmqNative.Patterns;

/// <summary>Passes messages between the peers of two sockets: a forwarder, a queue or a streamer.</summary>
/// <remarks>
/// <para>
/// The members inherited from <see cref="Pattern"/> describe the frontend; <see cref="Backend"/> has them for the other side. Both sides bind by
/// default. When the queue of a side is full, the proxy reads no more messages for it, so that the senders wait; a forwarder drops messages
/// for a subscriber whose queue is full, as a publisher does. Messages of any peer are passed unchanged.
/// </para>
/// <para>
/// Dispose stops reading, and waits at most <see cref="PatternOptions.DrainTimeout"/> (default 1 s) until the messages that were read have been
/// sent. Messages that are still in libzmq's queues after that are lost; those of pushers, clients and servers are counted in <see cref="PatternStatistics.Unhandled"/> of the side.
/// </para>
/// <code>
///   passing --Pause--> paused --Resume--> passing;  any --DisposeAsync--> ended
/// </code>
/// </remarks>
public sealed class MessageProxy : Pattern
{
    private readonly ProxyPause _pause = new();
    private readonly ProxySide _backend = null!;
    private readonly ProxySide? _capture;
    private readonly ProxyDirection? _forward;
    private readonly ProxyDirection? _backward;

    /// <summary>Starts to pass messages between two sides.</summary>
    /// <param name="kind">The patterns of the two sides.</param>
    /// <param name="frontend">The endpoints of publishers, clients or pushers; <c>&gt;</c> in front connects; several with commas.</param>
    /// <param name="backend">The endpoints of subscribers, servers or pullers, likewise.</param>
    /// <param name="options">The options; default <see cref="MessageProxyOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint on a side, or one is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The kind, or an option, is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public MessageProxy(MessageProxyKind kind, string frontend, string backend, MessageProxyOptions? options = null)
        : base(TypesOf(kind).Frontend, options ??= new MessageProxyOptions())
    {
        ProxyKind = kind;
        ProxySide? behind = null;
        ProxySide? capture = null;
        try
        {
            if (kind == MessageProxyKind.Queue)
            {
                // So that a reply to a client that has disconnected is counted.
                Socket.Configure(static socket => socket.RouterMandatory = true);
            }

            if (kind == MessageProxyKind.Forwarder)
            {
                // As that of a subscriber: it sends the subscriptions of those behind, none of which may be dropped.
                Socket.Configure(static socket => socket.SendHighWatermark = 0);
            }

            EndpointList.Attach(Socket, frontend, bindByDefault: true);
            PatternOptions common = options;
            behind = new ProxySide(TypesOf(kind).Backend, backend, common with
            {
                Name = $"{Name}.backend",
                ConfigureSocket = options.ConfigureBackendSocket ?? options.ConfigureSocket,
                Security = options.BackendSecurity ?? options.Security,
            });
            capture = options.Capture is { } endpoints
                ? new ProxySide(options.CaptureType, endpoints, common with
                {
                    Name = $"{Name}.capture",
                    ConfigureSocket = null,
                    Security = options.CaptureSecurity ?? options.Security,
                })
                : null;
        }
        catch
        {
            _ = behind?.DisposeAsync().AsTask();
            _ = DisposeAsync().AsTask();
            throw;
        }

        _backend = behind;
        _capture = capture;
        _forward = new ProxyDirection(Socket, _backend.Socket, _capture?.Socket, _pause, CheckUser);
        StartLoop(() => _forward.RunAsync(Stopping, Aborting));
        if (kind != MessageProxyKind.Streamer)
        {
            _backward = new ProxyDirection(_backend.Socket, Socket, _capture?.Socket, _pause, _backend.CheckUser);
            StartLoop(() => _backward.RunAsync(Stopping, Aborting));
        }
    }

    /// <summary>The patterns of the two sides.</summary>
    public MessageProxyKind ProxyKind { get; }

    /// <summary>The other side: its endpoints, connections and counts. It ends with the proxy; do not dispose it.</summary>
    public Pattern Backend => _backend;

    /// <summary>The socket that gets a copy of each message; null if there is none. It ends with the proxy; do not dispose it.</summary>
    public Pattern? Capture => _capture;

    /// <summary>Whether the proxy is paused.</summary>
    public bool IsPaused => _pause.IsPaused;

    /// <summary>The messages and bytes that were passed each way.</summary>
    public MessageProxyStatistics Passed => new()
    {
        ForwardMessages = _forward?.Messages ?? 0,
        ForwardBytes = _forward?.Bytes ?? 0,
        BackwardMessages = _backward?.Messages ?? 0,
        BackwardBytes = _backward?.Bytes ?? 0,
        Captured = (_forward?.Captured ?? 0) + (_backward?.Captured ?? 0),
        CaptureDropped = (_forward?.CaptureDropped ?? 0) + (_backward?.CaptureDropped ?? 0),
        Lost = (_forward?.Lost ?? 0) + (_backward?.Lost ?? 0),
    };

    /// <summary>Starts a proxy between publishers and subscribers.</summary>
    /// <param name="frontend">The endpoints of the publishers, such as <c>tcp://*:5555</c>; <c>&gt;</c> in front connects.</param>
    /// <param name="backend">The endpoints of the subscribers, likewise.</param>
    /// <param name="options">The options; default <see cref="MessageProxyOptions"/>.</param>
    /// <returns>A running proxy, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">There is no endpoint on a side, or one is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public static MessageProxy Forwarder(string frontend, string backend, MessageProxyOptions? options = null) =>
        new(MessageProxyKind.Forwarder, frontend, backend, options);

    /// <summary>Starts a proxy between request clients and the reply servers that share their requests.</summary>
    /// <param name="frontend">The endpoints of the clients, such as <c>tcp://*:5570</c>; <c>&gt;</c> in front connects.</param>
    /// <param name="backend">
    /// The endpoints for the servers. The proxy binds them by default, so a <see cref="ReplyServer"/> has <c>&gt;</c> in front of its endpoint.
    /// </param>
    /// <param name="options">The options; default <see cref="MessageProxyOptions"/>.</param>
    /// <returns>A running proxy, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">There is no endpoint on a side, or one is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public static MessageProxy Queue(string frontend, string backend, MessageProxyOptions? options = null) =>
        new(MessageProxyKind.Queue, frontend, backend, options);

    /// <summary>Starts a proxy between pushers and pullers.</summary>
    /// <param name="frontend">The endpoints of the pushers, such as <c>tcp://*:5560</c>; <c>&gt;</c> in front connects.</param>
    /// <param name="backend">The endpoints of the pullers, likewise.</param>
    /// <param name="options">The options; default <see cref="MessageProxyOptions"/>.</param>
    /// <returns>A running proxy, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">There is no endpoint on a side, or one is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public static MessageProxy Streamer(string frontend, string backend, MessageProxyOptions? options = null) =>
        new(MessageProxyKind.Streamer, frontend, backend, options);

    /// <summary>
    /// Stops reading from both sides. Messages wait in the queues up to the high-water marks. At most 64 messages in each direction that were
    /// read before are still sent. Without effect while it is paused.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The proxy is disposed.</exception>
    public void Pause()
    {
        ThrowIfDisposed();
        _pause.Pause();
    }

    /// <summary>Passes messages again. Without effect while it is not paused.</summary>
    /// <exception cref="ObjectDisposedException">The proxy is disposed.</exception>
    public void Resume()
    {
        ThrowIfDisposed();
        _pause.Resume();
    }

    private protected override bool CountsUnhandled => true;

    // After the loops have ended: messages that they have passed to the other sockets have the drain time there.
    private protected override async Task LingerAsync()
    {
        EndSteps steps = new();
        foreach (ProxySide? side in new[] { _backend, _capture })
        {
            if (side is not null)
            {
                await steps.RunAsync(() => side.DisposeAsync().AsTask()).ConfigureAwait(false);
            }
        }

        steps.Log(Logger, Name);
    }

    private static (SocketType Frontend, SocketType Backend) TypesOf(MessageProxyKind kind) => kind switch
    {
        MessageProxyKind.Forwarder => (SocketType.XSub, SocketType.XPub),
        MessageProxyKind.Queue => (SocketType.Router, SocketType.Dealer),
        MessageProxyKind.Streamer => (SocketType.Pull, SocketType.Push),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of proxy."),
    };
}
