using System.Collections.Concurrent;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private readonly ConcurrentDictionary<string, Lazy<BrokerClient>> _clients = new(StringComparer.Ordinal);

    // Guarded by the gate.
    private readonly List<BrokerListener> _listeners = [];

    /// <summary>Creates a broker that other processes can reach.</summary>
    /// <param name="endpoints">
    /// The endpoints, separated by commas, such as <c>inproc://shop, tcp://*:5570</c>. <c>@</c> in front binds, which is the default;
    /// <c>&gt;</c> connects to a <see cref="BrokerClient"/> or a DEALER that binds. Each gets a ROUTER of its own.
    /// </param>
    /// <param name="options">The options; default <see cref="BrokerOptions"/>.</param>
    /// <exception cref="ArgumentException">The text is null or empty, or has a wrong endpoint.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public Broker(string endpoints, BrokerOptions? options = null)
        : this(options)
    {
        try
        {
            Attach(endpoints);
        }
        catch
        {
            _ = DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>The endpoints that are bound, with wildcards resolved, in the order of binding.</summary>
    public IReadOnlyList<string> Endpoints
    {
        get
        {
            lock (_gate)
            {
                return [.. _listeners.Select(static listener => listener.BoundEndpoint).OfType<string>()];
            }
        }
    }

    /// <summary>The endpoint that was bound last, with wildcards resolved.</summary>
    /// <exception cref="InvalidOperationException">No endpoint is bound.</exception>
    public string LastEndpoint => Endpoints is [.., var last]
        ? last
        : throw new InvalidOperationException("The broker has bound no endpoint. Give it one, or call Bind.");

    /// <summary>
    /// The number of peers that are connected now, in total over all endpoints. Peers over <c>inproc://</c> are not counted.
    /// </summary>
    public int ConnectedPeers
    {
        get
        {
            lock (_gate)
            {
                return _listeners.Sum(static listener => listener.ConnectedPeers);
            }
        }
    }

    /// <summary>The counts of all endpoints, since the broker was created.</summary>
    public PatternStatistics RemoteStatistics
    {
        get
        {
            BrokerListener[] listeners;
            lock (_gate)
            {
                listeners = [.. _listeners];
            }

            PatternStatistics[] all = [.. listeners.Select(static listener => listener.Statistics)];
            return new PatternStatistics
            {
                Sent = all.Sum(static s => s.Sent),
                Received = all.Sum(static s => s.Received),
                Dropped = all.Sum(static s => s.Dropped),
                DroppedUnreachable = all.Sum(static s => s.DroppedUnreachable),
                DroppedQueueFull = all.Sum(static s => s.DroppedQueueFull),
                DroppedRevoked = all.Sum(static s => s.DroppedRevoked),
                DroppedForbidden = all.Sum(static s => s.DroppedForbidden),
                DroppedOverQuota = all.Sum(static s => s.DroppedOverQuota),
                RefusedConnections = all.Sum(static s => s.RefusedConnections),
                RevokedConnections = all.Sum(static s => s.RevokedConnections),
                Malformed = all.Sum(static s => s.Malformed),
                Torn = all.Sum(static s => s.Torn),
                Oversized = all.Sum(static s => s.Oversized),
                Failed = all.Sum(static s => s.Failed),
                Lost = all.Sum(static s => s.Lost),
                Unhandled = all.Sum(static s => s.Unhandled),
                Reconnects = all.Sum(static s => s.Reconnects),
                MissedConnectionEvents = _connectionEvents.Missed,
            };
        }
    }

    /// <summary>Binds one more endpoint, at which other processes reach the broker.</summary>
    /// <param name="endpoint">The endpoint, such as <c>tcp://0.0.0.0:5570</c>; <c>tcp://127.0.0.1:*</c> binds a free port.</param>
    /// <exception cref="ArgumentException">The endpoint is null or empty, or no valid text.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public void Bind(string endpoint) => AddListener(endpoint, connects: false);

    /// <summary>Connects one more endpoint, which a <see cref="BrokerClient"/> or a DEALER binds or will bind.</summary>
    /// <param name="endpoint">The endpoint, such as <c>tcp://gateway.example:5570</c>.</param>
    /// <exception cref="ArgumentException">The endpoint is null or empty, or no valid text.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public void Connect(string endpoint) => AddListener(endpoint, connects: true);

    /// <summary>The endpoints at which other processes reach the broker.</summary>
    internal IReadOnlyList<BrokerListener> Listeners
    {
        get
        {
            lock (_gate)
            {
                return [.. _listeners];
            }
        }
    }

    /// <summary>The conversion of failures for peers.</summary>
    internal PeerFailure PeerFailures { get; }

    /// <summary>The watches that are passed on to other brokers of a cluster.</summary>
    internal ForwardedWatches ForwardedWatches { get; }

    /// <summary>Binds or connects the endpoints of a text.</summary>
    internal void Attach(string endpoints)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoints);
        foreach (string part in endpoints.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith('>'))
            {
                Connect(part[1..]);
            }
            else
            {
                Bind(part.StartsWith('@') ? part[1..] : part);
            }
        }
    }

    private void AddListener(string endpoint, bool connects)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended || _disposing is not null, this);
            BrokerListener listener = new(this, endpoint, connects, Options.Listening);
            _listeners.Add(listener);
            FollowInsideLock(listener);
        }
    }

    // One connection per endpoint, made with the first reference and kept until the broker ends.
    private ActorRef RemoteActor(string address)
    {
        (string endpoint, string actor) = RemoteAddress.Split(address, nameof(address));
        ObjectDisposedException.ThrowIf(!MayMakeActors, this);
        BrokerClient client = FindOrMakeClient(endpoint, endpoint);

        // Either this thread sees a concurrent dispose, or the dispose sees the client.
        Interlocked.MemoryBarrier();
        if (_ended)
        {
            _ = client.DisposeAsync().AsTask();
            throw new ObjectDisposedException(nameof(Broker));
        }

        return client.Actor(actor);
    }

    /// <summary>Returns the connection with a name of its own, which is made with its first use and ends with the broker.</summary>
    /// <exception cref="ZmqException">libzmq refused the endpoint.</exception>
    internal BrokerClient OpenClient(string name, string endpoint)
    {
        BrokerClient client = FindOrMakeClient(name, endpoint);

        // Either this thread sees a concurrent dispose, or that the connection was closed while it was made, or those see the client.
        Interlocked.MemoryBarrier();
        bool isOpen = _clients.TryGetValue(name, out Lazy<BrokerClient>? current) && current.IsValueCreated && current.Value == client;
        if (_ended || !isOpen)
        {
            lock (_gate)
            {
                _ = _followed.Remove(client);
            }

            _ = client.DisposeAsync().AsTask();
        }

        return client;
    }

    /// <summary>Ends a connection before the broker ends.</summary>
    internal async Task CloseClientAsync(string name)
    {
        if (_clients.TryRemove(name, out Lazy<BrokerClient>? client) && client.IsValueCreated)
        {
            lock (_gate)
            {
                _ = _followed.Remove(client.Value);
            }

            await client.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    private BrokerClient FindOrMakeClient(string name, string endpoint)
    {
        Lazy<BrokerClient> made = _clients.GetOrAdd(
            name,
            static (_, given) => new Lazy<BrokerClient>(() => given.Broker.CreateClient(given.Endpoint)),
            (Broker: this, Endpoint: endpoint));
        try
        {
            return made.Value;
        }
        catch
        {
            // It would throw the same each time. One that was made since stays: without its entry the end of the broker would not find it.
            _ = _clients.TryRemove(new KeyValuePair<string, Lazy<BrokerClient>>(name, made));
            throw;
        }
    }

    private BrokerClient CreateClient(string endpoint)
    {
        BrokerClient client = new(endpoint, ClientOptions, this);
        lock (_gate)
        {
            FollowInsideLock(client);
        }

        return client;
    }

    private BrokerClientOptions ClientOptions => Options.Connecting with
    {
        Name = Options.Connecting.Name ?? Options.Name,
        LoggerFactory = Options.Connecting.LoggerFactory ?? Options.LoggerFactory,
    };

    /// <summary>Reads no more from peers, so that actors can come to an end.</summary>
    internal Task EndIntakeAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_listeners.Select(static listener => listener.EndIntakeAsync()));
        }
    }

    /// <summary>Ends all connections, after the actors: their last answers still go out.</summary>
    private async Task EndConnectionsAsync()
    {
        List<Task> ends = [.. _listeners.Select(static listener => listener.DisposeAsync().AsTask())];
        foreach (Lazy<BrokerClient> client in _clients.Values)
        {
            if (client.IsValueCreated)
            {
                ends.Add(client.Value.DisposeAsync().AsTask());
            }
        }

        await Task.WhenAll(ends).ConfigureAwait(false);
        _connectionEvents.End();
    }
}
