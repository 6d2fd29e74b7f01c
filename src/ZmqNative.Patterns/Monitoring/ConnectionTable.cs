namespace ZmqNative.Patterns;

/// <summary>The connections of a socket, derived from its monitor events and its own connects and disconnects.</summary>
/// <remarks>
/// Not thread-safe. It holds present connections only: an endpoint that is disconnected or unbound, and a connection that ended, are
/// removed completely.
/// </remarks>
/// <param name="versioned">Whether the events come from a draft monitor, with both addresses of the connection.</param>
/// <param name="exclusive">Whether the socket has one peer and refuses others, as PAIR does.</param>
/// <param name="overtaking">
/// Whether a handshake or an end may be reported before the begin of its connection, as with several I/O threads.
/// </param>
internal sealed partial class ConnectionTable(bool versioned, bool exclusive, bool overtaking)
{
    private const string Inproc = "inproc://";

    // The limit of ends without a begin: there are few, and unknown peers must not be able to cause many.
    private const int MaxEarlyEnds = 256;

    private readonly Dictionary<(string Local, string Remote), ConnectionGroup> _groups = [];
    private readonly Dictionary<string, ConnectedEndpoint> _endpoints = [];
    private readonly HashSet<(string Local, string Remote, ulong Descriptor)> _earlyEnds = [];
    private int _connected;
    private long _begun;
    private long _ends;
    private long _outages;

    // The one peer of an exclusive socket: the first one with a completed handshake. The descriptor is null if several are possible.
    private ConnectionGroup? _peer;
    private ulong? _peerDescriptor;

    /// <summary>The number of connections that have completed their handshake and have not ended.</summary>
    public int Connected => exclusive ? Math.Min(_connected, 1) : _connected;

    /// <summary>The number of connections that have ended. Requests that were sent over such a connection get no answer.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// The number of outages: times when the last connection has ended, so that there was none left. May be read by any thread.
    /// </summary>
    public long Outages => Volatile.Read(ref _outages);

    /// <summary>The number of connections and endpoints in the table.</summary>
    public int Size => _groups.Count + _endpoints.Count;

    /// <summary>
    /// The number of times that this side has connected to endpoints over <c>inproc://</c>, whose connections have no events, and are not
    /// among <see cref="Connected"/>.
    /// </summary>
    public int InprocSessions => _endpoints.Values
        .Where(static endpoint => endpoint.Name.StartsWith(Inproc, StringComparison.Ordinal))
        .Sum(static endpoint => endpoint.Sessions);

    /// <summary>Applies an event.</summary>
    /// <returns>An endpoint that has lost a connection and is not being renewed yet; mostly null.</returns>
    public ConnectedEndpoint? Apply(in SocketEvent socketEvent)
    {
        (string, string) key = (socketEvent.Endpoint, socketEvent.RemoteEndpoint);
        string remote = versioned ? socketEvent.RemoteEndpoint : socketEvent.Endpoint;
        switch (socketEvent.Kind)
        {
            case SocketEvents.Accepted:
            case SocketEvents.Connected:
                Open(key, socketEvent.Value, remote, socketEvent.Kind == SocketEvents.Connected);
                return null;
            case SocketEvents.HandshakeSucceeded:
                ShakeHands(key, remote);
                return null;
            case SocketEvents.HandshakeFailedProtocol:
            case SocketEvents.HandshakeFailedAuthentication:
            case SocketEvents.HandshakeFailedNoDetail:
                Fail(key, remote, socketEvent);
                return null;
            case SocketEvents.Disconnected:
                return Close(key, socketEvent.Value);
            case SocketEvents.ConnectRetried:
                Retry(remote);
                return null;
            case SocketEvents.Closed:
                // The event is of a listener. Events of a draft monitor for an attempt to connect have no endpoint of this side.
                Unbound(socketEvent.Endpoint);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Records that this side connects to an endpoint.</summary>
    public void Connecting(string endpoint)
    {
        if (!_endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known))
        {
            known = new ConnectedEndpoint(endpoint);
            _endpoints.Add(endpoint, known);
        }

        known.Sessions++;
    }

    /// <summary>Records that this side could not connect to an endpoint.</summary>
    public void NotConnected(string endpoint)
    {
        if (_endpoints.TryGetValue(endpoint, out ConnectedEndpoint? known) && --known.Sessions == 0)
        {
            _ = _endpoints.Remove(endpoint);
        }
    }

    /// <summary>Records that this side has ended all connections to an endpoint: libzmq does not report these ends.</summary>
    /// <returns>The number of sessions to the same address that belong to other endpoints: libzmq has ended them, too.</returns>
    public int Disconnected(string endpoint)
    {
        if (!_endpoints.Remove(endpoint, out ConnectedEndpoint? known))
        {
            return 0;
        }

        End(known, static (_, group, known) => group.Owner == known);
        EndWithoutEvents(endpoint);
        return EndAt(known.Native);
    }

    /// <summary>
    /// Records that this side has ended all connections that it accepted at an endpoint: libzmq does not report these ends.
    /// </summary>
    public void Unbound(string endpoint)
    {
        if (endpoint.Length > 0)
        {
            End(endpoint, static (local, group, endpoint) => group.Owner is null && EndpointNames.IsAt(local, endpoint));
            EndWithoutEvents(endpoint);
        }
    }

    /// <summary>Records that this side abandons its connection.</summary>
    public void Abandon() => EndEpoch();

    /// <summary>Records that this side connects again the sessions that libzmq has ended.</summary>
    /// <returns>False when there are no such sessions any more.</returns>
    public bool TryRenew(ConnectedEndpoint endpoint)
    {
        if (endpoint.Down == 0 || !_endpoints.TryGetValue(endpoint.Name, out ConnectedEndpoint? known) || known != endpoint)
        {
            endpoint.IsAttended = false;
            return false;
        }

        endpoint.Attempts++;
        endpoint.IsAttended = false;
        _ = EndAt(endpoint.Native);
        return true;
    }

    /// <summary>Removes all connections, as the socket is replaced or has ended.</summary>
    /// <returns>The endpoints that it was connected to.</returns>
    public ConnectedEndpoint[] Clear()
    {
        ConnectedEndpoint[] endpoints = [.. _endpoints.Values];
        Changes.AddRange(ListState().Where(static change => change.Kind == ConnectionEventKind.Connected)
            .Select(static change => change with { Kind = ConnectionEventKind.Closed }));
        _endpoints.Clear();
        _groups.Clear();
        _earlyEnds.Clear();
        _connected = 0;
        _peer = null;
        _peerDescriptor = null;
        return endpoints;
    }

    private void Open((string Local, string Remote) key, ulong descriptor, string remote, bool byThisSide)
    {
        if (_earlyEnds.Count > 0 && _earlyEnds.Remove((key.Local, key.Remote, descriptor)))
        {
            return;
        }

        ConnectedEndpoint? owner = byThisSide ? Find(remote) : null;
        if (byThisSide && owner is null)
        {
            // The event is of a session that was disconnected meanwhile: its end will not be reported.
            return;
        }

        if (owner is not null)
        {
            EndExcess(owner);
        }

        ConnectionGroup group = GetGroup(key, owner);
        int before = group.Connected;
        group.Opened(descriptor);
        Count(key, group, before);
    }

    private void ShakeHands((string Local, string Remote) key, string remote)
    {
        if (!overtaking && !_groups.ContainsKey(key))
        {
            // The event is of a session that was disconnected meanwhile.
            return;
        }

        ConnectionGroup group = GetGroup(key, _groups.ContainsKey(key) ? null : Find(remote));
        int before = group.Connected;
        group.ShakenHands();
        Count(key, group, before);
        if (group.Owner is { } owner)
        {
            owner.Attempts = 0;
            owner.Refusal = null;
            owner.Reported = null;
            owner.Rejection = null;
        }
    }

    private ConnectedEndpoint? Close((string Local, string Remote) key, ulong descriptor)
    {
        if (!_groups.TryGetValue(key, out ConnectionGroup? group) || !group.Contains(descriptor))
        {
            // Its begin was not reported yet, or this side has ended it.
            if (overtaking)
            {
                if (_earlyEnds.Count == MaxEarlyEnds)
                {
                    _earlyEnds.Clear();
                }

                _ = _earlyEnds.Add((key.Local, key.Remote, descriptor));
            }

            return null;
        }

        int before = group.Connected;
        _ = group.Closed(descriptor);
        bool lost = group.Connected < before;
        ReportEnd(key, group, lost, isPeer: !exclusive || IsPeer(group, descriptor));
        _connected += group.Connected - before;
        if (group.IsEmpty)
        {
            _ = _groups.Remove(key);
        }

        if (lost && (!exclusive || IsPeer(group, descriptor)))
        {
            EndEpoch();
        }

        if (group.Owner is not { } owner)
        {
            return null;
        }

        owner.Down++;
        owner.DownSince = ++_ends;
        bool attended = owner.IsAttended;
        owner.IsAttended = true;
        return attended ? null : owner;
    }

    private ConnectionGroup GetGroup((string, string) key, ConnectedEndpoint? owner)
    {
        if (!_groups.TryGetValue(key, out ConnectionGroup? group))
        {
            group = new ConnectionGroup(owner) { Number = ++_begun };
            _groups.Add(key, group);
        }

        return group;
    }

    private void Count((string Local, string Remote) key, ConnectionGroup group, int before)
    {
        _connected += group.Connected - before;
        bool refused = exclusive && _peer is not null;
        if (exclusive && _peer is null && group.Connected > before)
        {
            _peer = group;
            _peerDescriptor = group.Only;
        }

        // Connections that an exclusive socket refuses are reported when they end.
        for (int i = refused ? group.Connected : before; i < group.Connected; i++)
        {
            Changes.Add(ChangeOf(ConnectionEventKind.Connected, key, group));
        }
    }

    private bool IsPeer(ConnectionGroup group, ulong descriptor) =>
        group == _peer && (_peerDescriptor is null || _peerDescriptor == descriptor);

    private void End<TState>(TState state, Func<string, ConnectionGroup, TState, bool> isMeant)
    {
        foreach (((string local, string remote), ConnectionGroup group) in _groups)
        {
            if (isMeant(local, group, state))
            {
                _connected -= group.Connected;
                _ = _groups.Remove((local, remote));
                for (int i = 0; i < group.Connected && (!exclusive || group == _peer); i++)
                {
                    Changes.Add(ChangeOf(ConnectionEventKind.Closed, (local, remote), group));
                }

                if (group.Connected > 0)
                {
                    EndEpoch();
                }
            }
        }
    }

    // Connections over inproc have no events.
    private void EndWithoutEvents(string endpoint)
    {
        if (exclusive && endpoint.StartsWith("inproc://", StringComparison.Ordinal))
        {
            EndEpoch();
        }
    }

    private void EndEpoch()
    {
        Epoch++;
        if (_connected == 0)
        {
            Volatile.Write(ref _outages, _outages + 1);
        }
    }
}
