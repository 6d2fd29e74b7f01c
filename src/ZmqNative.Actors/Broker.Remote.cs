using System.Collections.Concurrent;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private readonly ConcurrentDictionary<string, Lazy<BrokerClient>> _clients = new(StringComparer.Ordinal);

    // Guarded by the gate.
    private readonly List<BrokerListener> _listeners = [];

    /// <summary>A broker that peers in other processes reach.</summary>
    /// <param name="endpoints">Where it listens, such as <c>tcp://*:5570</c> or <c>inproc://shop</c>; one ROUTER each.</param>
    /// <exception cref="ArgumentException">An endpoint is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Broker(params string[] endpoints)
        : this(null, endpoints)
    {
    }

    /// <summary>A broker that peers in other processes reach.</summary>
    /// <param name="options">Default <see cref="BrokerOptions"/>.</param>
    /// <param name="endpoints">Where it listens, such as <c>tcp://*:5570</c> or <c>inproc://shop</c>; one ROUTER each.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">An endpoint is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message says why.</exception>
    public Broker(BrokerOptions? options, params string[] endpoints)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        try
        {
            foreach (string endpoint in endpoints)
            {
                Bind(endpoint);
            }
        }
        catch
        {
            _ = DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Where the broker listens, with wildcards resolved, in the order of binding.</summary>
    public IReadOnlyList<string> Endpoints
    {
        get
        {
            lock (_gate)
            {
                return [.. _listeners.Select(static listener => listener.BoundEndpoint)];
            }
        }
    }

    /// <summary>The endpoint bound last, with wildcards resolved.</summary>
    /// <exception cref="InvalidOperationException">The broker listens nowhere.</exception>
    public string LastEndpoint => Endpoints is [.., var last]
        ? last
        : throw new InvalidOperationException("The broker listens nowhere. Give it an endpoint, or call Bind.");

    /// <summary>How many peers are connected to all endpoints now. Peers over <c>inproc://</c> are not seen.</summary>
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

    /// <summary>What was done at all endpoints so far.</summary>
    public PatternStatistics RemoteStatistics
    {
        get
        {
            lock (_gate)
            {
                PatternStatistics[] all = [.. _listeners.Select(static listener => listener.Statistics)];
                return new PatternStatistics
                {
                    Sent = all.Sum(static s => s.Sent),
                    Received = all.Sum(static s => s.Received),
                    Dropped = all.Sum(static s => s.Dropped),
                    DroppedUnreachable = all.Sum(static s => s.DroppedUnreachable),
                    Malformed = all.Sum(static s => s.Malformed),
                    Torn = all.Sum(static s => s.Torn),
                    Failed = all.Sum(static s => s.Failed),
                    Lost = all.Sum(static s => s.Lost),
                    Unhandled = all.Sum(static s => s.Unhandled),
                    MissedConnectionEvents = _connectionEvents.Missed,
                };
            }
        }
    }

    /// <summary>Listens at one more endpoint, while running.</summary>
    /// <param name="endpoint">Such as <c>tcp://*:5570</c>; <c>tcp://127.0.0.1:*</c> takes a free port.</param>
    /// <exception cref="ArgumentException">The endpoint is null, empty or no valid text.</exception>
    /// <exception cref="ZmqException">libzmq refused it; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public void Bind(string endpoint)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended || _disposing is not null, this);
            BrokerListener listener = new(this, endpoint, Options.Listening);
            _listeners.Add(listener);
            FollowInsideLock(listener);
        }
    }

    // One connection per endpoint, made with the first reference and kept until the broker ends.
    private ActorRef RemoteActor(string address)
    {
        (string endpoint, string actor) = RemoteAddress.Split(address, nameof(address));
        ObjectDisposedException.ThrowIf(!MayMakeActors, this);
        BrokerClient client;
        try
        {
            client = _clients.GetOrAdd(
                endpoint,
                static (endpoint, broker) => new Lazy<BrokerClient>(() => broker.CreateClient(endpoint)),
                this).Value;
        }
        catch
        {
            _ = _clients.TryRemove(endpoint, out _);
            throw;
        }

        // Meets a dispose half-way: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_ended)
        {
            _ = client.DisposeAsync().AsTask();
            throw new ObjectDisposedException(nameof(Broker));
        }

        return client.Actor(actor);
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
