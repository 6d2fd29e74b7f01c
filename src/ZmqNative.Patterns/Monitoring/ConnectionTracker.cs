using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>
/// Tracks the connections of a pattern's socket: their number, their ends, and those that libzmq does not connect again.
/// </summary>
/// <remarks>
/// <para>
/// Each end of a connection raises <see cref="ConnectionTable.Epoch"/>, and then calls back: the loss of a connection, and the end by Disconnect or Unbind
/// on this side. Requests of an earlier epoch over the connection that ended get no answer.
/// </para>
/// <para>
/// After a protocol error, and after a refusal, libzmq ends the session of an endpoint without an event. It reports the sessions that it
/// connects again. So when it has not reported a session within a time, the endpoint is disconnected and connected.
/// </para>
/// </remarks>
internal sealed partial class ConnectionTracker : IAsyncDisposable
{
    private const SocketEvents AllEvents =
        SocketEvents.Accepted | SocketEvents.Connected | SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected
        | SocketEvents.ConnectRetried | SocketEvents.Closed
        | SocketEvents.HandshakeFailedNoDetail | SocketEvents.HandshakeFailedProtocol | SocketEvents.HandshakeFailedAuthentication;

    // Another libzmq reports, without descriptors, that no connection is accepted some 100,000 times a second.
    private static readonly SocketEvents Events = AllEvents | (Zmq.IsCorrected ? SocketEvents.AcceptFailed : SocketEvents.None);

    private readonly AsyncSocket _socket;
    private readonly string _pattern;
    private readonly ILogger _logger;
    private readonly Action _onEnded;
    private readonly Action<ConnectionRejection> _onRejected;
    private readonly Pattern _owner;
    private readonly SessionRenewer _renewer;

    // Guards everything below: events come on the thread that serves the monitor, within the lock of its socket, and endpoints
    // within the lock of the tracked socket.
    private readonly Lock _gate = new();
    private readonly CountWaiters _waiters;
    private readonly ConnectionTable _table;
    private readonly List<ConnectedEndpoint> _lost = [];
    private readonly List<(SocketEvents Kind, string Endpoint)> _toLog = [];
    private AsyncSocketMonitor _monitor;
    private MonitorWaiter _pump;
    private Task _loop;
    private long _reported;
    private ConnectionRejection? _rejection;
    private bool _hasConnected;

    // The error with which a connection was not accepted since the last look; null for none.
    private int? _notAccepted;

    public ConnectionTracker(AsyncSocket socket, Pattern pattern, ILogger logger, Action onEnded, Action<ConnectionRejection> onRejected)
    {
        _socket = socket;
        _pattern = pattern.Name;
        _logger = logger;
        _onEnded = onEnded;
        _onRejected = onRejected;
        _owner = pattern;
        _waiters = new CountWaiters(_gate);
        _renewer = new SessionRenewer(this, socket, pattern, logger);
        _names = new NameConnector(this, socket, pattern, logger);
        (bool exclusive, bool overtaking) = (socket.Type == SocketType.Pair, false);
        socket.Configure(raw => overtaking = raw.Context.IoThreads > 1);
        _table = new ConnectionTable(HasVersions, exclusive, overtaking);
        AsyncSocketMonitor? monitor = null;
        socket.Configure(raw => monitor = StartMonitor(raw, pattern.Reactor));
        _monitor = monitor!;
        _pump = new MonitorWaiter(socketEvent => Apply(monitor!, socketEvent));
        socket.Connections = this;
        _loop = StartAsync(_monitor);
    }

    /// <summary>The number of connections that have completed their handshake and have not ended.</summary>
    public int Connected
    {
        get
        {
            lock (_gate)
            {
                return _table.Connected;
            }
        }
    }

    /// <summary>The number of peers that may be connected: <see cref="Connected"/>, and the endpoints over <c>inproc://</c>.</summary>
    public int PossiblePeers
    {
        get
        {
            lock (_gate)
            {
                return _table.Connected + _table.InprocSessions;
            }
        }
    }

    /// <summary>Whether this side has ever bound or connected an endpoint over <c>inproc://</c>.</summary>
    public bool HasInproc
    {
        get
        {
            lock (_gate)
            {
                return _hasUnseenConnections || _table.InprocSessions > 0;
            }
        }
    }

    /// <summary>The number of outages: times when the last connection has ended, so that there was none left.</summary>
    public long Outages => _table.Outages;

    /// <summary>The number of times that an endpoint was connected again after libzmq had ended its session.</summary>
    public long Renewals => _renewer.Renewals;

    /// <summary>The history of the connections, for exceptions.</summary>
    public ConnectionHistory History { get; } = new();

    /// <summary>The number of connections and endpoints that are known, for tests.</summary>
    internal int Size
    {
        get
        {
            lock (_gate)
            {
                return _table.Size;
            }
        }
    }

    // A draft monitor reports both addresses of a connection with each event, which distinguishes connections.
    private static bool HasVersions { get; } = Zmq.Has("draft");

    /// <summary>Waits until there are <paramref name="count"/> connections.</summary>
    public Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _waiters.WaitInsideLockAsync(count, _table.Connected, cancellationToken);
        }
    }

    /// <summary>Records that this side connects to an endpoint. Called within the socket's lock.</summary>
    public void Connecting(string endpoint)
    {
        lock (_gate)
        {
            _table.Connecting(endpoint);
            NoteTransportInsideLock(endpoint);
        }
    }

    /// <summary>Records that this side could not connect to an endpoint, likewise.</summary>
    public void NotConnected(string endpoint)
    {
        lock (_gate)
        {
            _table.NotConnected(endpoint);
        }
    }

    /// <summary>
    /// Records that this side has ended the connections that it accepted at an endpoint. Called within the socket's lock;
    /// <see cref="Report"/> follows.
    /// </summary>
    public void Unbound(string endpoint)
    {
        lock (_gate)
        {
            _table.Unbound(endpoint);
            PublishInsideLock();
            _attached.Unbound(endpoint);
        }
    }

    /// <summary>Marks the lost sessions of an endpoint as renewed.</summary>
    /// <returns>
    /// The number of times to connect its address, with the sessions of other endpoints there; 0 if it is not to be connected.
    /// </returns>
    public int TakeLost(ConnectedEndpoint endpoint, out string? refusal)
    {
        lock (_gate)
        {
            refusal = endpoint.Refusal;
            int sessions = _table.TryRenew(endpoint) ? _table.SessionsAt(endpoint.Native) : 0;
            PublishInsideLock();
            return sessions;
        }
    }

    /// <summary>Marks the lost sessions of an endpoint as not being renewed any more, although they were not connected again.</summary>
    public void LeaveLost(ConnectedEndpoint endpoint)
    {
        lock (_gate)
        {
            endpoint.IsAttended = false;
        }
    }

    /// <summary>Calls back if a connection has ended since the last time. To be called outside all locks.</summary>
    public void Report()
    {
        lock (_gate)
        {
            if (_reported == _table.Epoch)
            {
                return;
            }

            _reported = _table.Epoch;
        }

        _onEnded();
    }

    public async ValueTask DisposeAsync()
    {
        EndSteps steps = new();
        await steps.RunAsync(() => _names.DisposeAsync().AsTask()).ConfigureAwait(false);
        await steps.RunAsync(() => _renewer.DisposeAsync().AsTask()).ConfigureAwait(false);
        await steps.RunAsync(() => _monitor.DisposeAsync().AsTask()).ConfigureAwait(false);
        await steps.RunAsync(() => _loop).ConfigureAwait(false);
        steps.Log(_logger, _pattern);
    }

    private Task StartAsync(AsyncSocketMonitor monitor)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunAsync(monitor));
        }
    }

    private async Task RunAsync(AsyncSocketMonitor monitor)
    {
        MonitorWaiter waiter = new(socketEvent => Apply(monitor, socketEvent));
        try
        {
            while (true)
            {
                _ = await monitor.WaitAsync(waiter).ConfigureAwait(false);
                FollowUp();
            }
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The monitor is disposed, or the context or the reactor ended before the pattern.
        }

        End(monitor);
    }

    private void Apply(AsyncSocketMonitor monitor, SocketEvent socketEvent)
    {
        lock (_gate)
        {
            if (monitor != _monitor)
            {
                // The event is of a native socket that was replaced meanwhile.
                return;
            }

            History.Record(socketEvent);

            // Later: a logger is foreign code, and this may be inside the locks of two sockets.
            string endpoint = socketEvent.Endpoint.Length > 0 ? socketEvent.Endpoint : socketEvent.RemoteEndpoint;
            _toLog.Add((socketEvent.Kind, endpoint));
            if (_table.Apply(socketEvent) is { } lost)
            {
                _lost.Add(lost);
            }

            if (IsRefusal(socketEvent) && !_attached.HasBound)
            {
                _rejection = _table.FindRejection();
            }

            _notAccepted = socketEvent.Kind == SocketEvents.AcceptFailed ? socketEvent.ErrorNumber : _notAccepted;
            _hasConnected |= socketEvent.Kind == SocketEvents.HandshakeSucceeded;
            PublishInsideLock();
            _waiters.ReleaseInsideLock(_table.Connected);
        }
    }

    private static bool IsRefusal(in SocketEvent socketEvent) =>
        socketEvent.Kind is SocketEvents.HandshakeFailedAuthentication or SocketEvents.HandshakeFailedProtocol;

    private void End(AsyncSocketMonitor monitor)
    {
        lock (_gate)
        {
            if (monitor != _monitor)
            {
                return;
            }

            _ = _table.Clear();
            _waiters.EndInsideLock(_pattern);
        }
    }
}
