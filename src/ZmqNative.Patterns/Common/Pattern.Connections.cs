namespace ZmqNative.Patterns;

/// <content>Endpoints and connections.</content>
public abstract partial class Pattern
{
    // A peer's machine that has failed is detected within a minute: 30 s of silence, then three probes.
    private static readonly TimeSpan KeepAliveIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(10);
    private const int KeepAliveCount = 3;

    private readonly ConnectionTracker _connections;

    /// <summary>The last endpoint bound or connected, with wildcards resolved.</summary>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public string LastEndpoint => Socket.LastEndpoint;

    /// <summary>
    /// The number of peers that are connected now, with a completed handshake. Peers over <c>inproc://</c> are not counted. With a libzmq
    /// without its draft API, and over <c>ipc://</c>, the number can be wrong during the handshakes of other connections, at most for
    /// <see cref="Socket.HandshakeInterval"/>.
    /// </summary>
    public int ConnectedPeers => _connections.Connected;

    /// <summary>The connections of the socket.</summary>
    private protected ConnectionTracker Connections => _connections;

    /// <summary>The first and the longest pause before an endpoint is connected again.</summary>
    internal (TimeSpan First, TimeSpan Longest) ReconnectPauses => (Options.ReconnectInterval, Options.ReconnectIntervalMax);

    /// <summary>Whether this library, and not libzmq, resolves the names of hosts.</summary>
    internal bool ResolvesNames => Options.ResolveNames;

    /// <summary>The function that resolves names in place of the system; null for the system.</summary>
    internal HostResolver? Resolver => Options.Resolver;

    /// <summary>Binds one more endpoint, at which connections are accepted.</summary>
    /// <remarks>
    /// A <c>tcp://</c> endpoint that other machines can reach, without CURVE, PLAIN or a ZAP domain, is logged as a warning, once: any
    /// peer there is served. The same holds for the endpoints of a constructor.
    /// </remarks>
    /// <param name="endpoint">The endpoint, such as <c>tcp://0.0.0.0:5555</c>; <c>tcp://127.0.0.1:*</c> binds a free port.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="AddressInUseException">The address is in use, or the path is that of a file that is no socket.</exception>
    /// <exception cref="AuthenticatorMissingException">The pattern authenticates its peers, and its context has no <see cref="Authenticator"/>.</exception>
    /// <exception cref="InvalidOperationException">The transport or the socket does not have the security of the options.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Bind(string endpoint) => Socket.Bind(endpoint);

    /// <summary>Connects to one more endpoint.</summary>
    /// <remarks>
    /// A connection that is lost is made again, until <see cref="Disconnect"/> or dispose: by libzmq, or by this library where libzmq does
    /// not, that is when the peer breaks the protocol, sends a frame over <see cref="PatternOptions.MaxFrameSize"/> or refuses the
    /// connection (<see cref="PatternStatistics.Reconnects"/>). An <see cref="AsyncSocket"/> without a pattern does not do the latter.
    /// <para>
    /// The name of a host is resolved in the background (<see cref="PatternOptions.ResolveNames"/>). A name that does not resolve is tried
    /// again, with pauses of up to 5 seconds, and logged as a warning; the text of a <see cref="RequestTimeoutException"/> has it. Until
    /// it is resolved, nothing is queued for the endpoint. When the address of the name has changed, or the next of its addresses is tried
    /// because one does not answer, messages that are queued for the old address are lost.
    /// </para>
    /// </remarks>
    /// <param name="endpoint">The endpoint, such as <c>tcp://localhost:5555</c>; it need not exist yet.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="InvalidOperationException">The options have the security of a server that authenticates, or one that the transport does not have.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Connect(string endpoint) => Socket.Connect(endpoint);

    /// <summary>
    /// Stops accepting connections at an endpoint, and ends those that were accepted there. The endpoint is free when this returns;
    /// it waits for that at most 1 second, and typically for less than a millisecond.
    /// </summary>
    /// <param name="endpoint">The endpoint, as <see cref="LastEndpoint"/> returned it.</param>
    /// <exception cref="ZmqException">The pattern is not bound there.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Unbind(string endpoint)
    {
        Socket.Unbind(endpoint);
        _connections.Report();
    }

    /// <summary>Ends the connection to an endpoint.</summary>
    /// <param name="endpoint">The endpoint, as it was given to <see cref="Connect"/>.</param>
    /// <exception cref="ZmqException">The pattern is not connected there.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    public void Disconnect(string endpoint)
    {
        Socket.Disconnect(endpoint);
        _connections.Report();
    }

    /// <summary>Waits until <paramref name="count"/> peers are connected. Peers over <c>inproc://</c> are not counted.</summary>
    /// <param name="count">The number of peers; default 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when they are connected.</returns>
    /// <exception cref="AuthenticationRejectedException">
    /// The peer has refused the connection, no other one is connected, and the pattern is bound nowhere.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is, or was meanwhile, disposed.</exception>
    public ValueTask WaitForPeersAsync(int count = 1, CancellationToken cancellationToken = default) => IsDisposed
        ? ValueTask.FromException(CreateDisposed())
        : new ValueTask(_connections.WaitAsync(count, cancellationToken));

    /// <summary>
    /// Called when a connection has ended, after <see cref="ConnectedPeers"/> has changed: one that was lost, or one that this side ended
    /// with <see cref="Disconnect"/> or <see cref="Unbind"/>, in this case before they return. One call may stand for several ends. May be
    /// called before the derived constructor has run.
    /// </summary>
    private protected virtual void OnDisconnected()
    {
    }

    private void OnConnectionEnded()
    {
        // Before a pair replaces its native socket, which begins the count again.
        CountOverLimits();
        OnDisconnected();
    }

    // The peer has refused the connection with a reason, and there is no other one: what waits to be sent would wait in vain. A request that waits so
    // fails with its send.
    private void OnRejected(ConnectionRejection rejection) => Socket.FailPendingSends(() =>
        new AuthenticationRejectedException(Name, rejection.Endpoint, rejection.Refusal, rejection.Status, rejection.Detail));

    private protected static void Apply(Socket socket, PatternOptions options)
    {
        socket.SendHighWatermark = options.SendHighWatermark;
        socket.ReceiveHighWatermark = options.ReceiveHighWatermark;
        socket.Linger = options.Linger;
        socket.MaxMessageSize = options.MaxFrameSize;
        ApplyLimits(socket, options);
        SubscriptionLimits.Apply(socket, options);
        socket.ReconnectInterval = options.ReconnectInterval;
        socket.ReconnectIntervalMax = options.ReconnectIntervalMax;
        if (options.TcpKeepAlive)
        {
            socket.TcpKeepAlive = true;
            socket.TcpKeepAliveIdle = KeepAliveIdle;
            socket.TcpKeepAliveInterval = KeepAliveInterval;
            socket.TcpKeepAliveCount = KeepAliveCount;
        }

        if (options.ZmtpHeartbeatInterval is { } interval)
        {
            socket.HeartbeatInterval = interval;
            socket.HeartbeatTimeout = options.HeartbeatTimeout;
            if (options.HeartbeatInterval is null)
            {
                // The user did not ask for heartbeats: a peer without them may be silent for as long as it does not read, and so may this
                // side.
                socket.MutualHeartbeats = true;
            }
            else
            {
                socket.HeartbeatTtl = options.HeartbeatTimeout;
            }
        }

        if (Zmq.IsCorrected)
        {
            socket.MaxConnections = options.MaxConnections;
            socket.MaxConnectionsPerAddress = options.MaxConnectionsPerAddress;
        }

        options.ConfigureSocket?.Invoke(socket);
        options.Security?.Apply(socket);
    }
}
