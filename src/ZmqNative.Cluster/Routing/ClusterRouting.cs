namespace ZmqNative.Cluster;

/// <summary>The routes of all shards, and the connections to the members.</summary>
internal sealed class ClusterRouting : IDisposable
{
    // Short against the time-out of an ask, and long against the time in which a broker learns of its own ownership.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    // A slot is made with the first message for its shard: with many brokers each has far more shards than it sends to.
    private readonly ShardSlot?[] _slots;
    private readonly int _limit;
    private readonly Dictionary<string, MemberConnection> _connections = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    // Guards the connections, against the loop of the session and the end.
    private readonly Lock _gate = new();
    private int _isRetrying;
    private int _hasEnded;

    public ClusterRouting(Broker broker, ClusterOptions options, TimeProvider clock)
    {
        Broker = broker;
        _clock = clock;
        _slots = new ShardSlot?[options.Shards];
        _limit = options.MaxWaitingPerShard;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = clock.CreateTimer(static state => ((ClusterRouting)state!).Retry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public Broker Broker { get; }

    /// <summary>The description of the state of the cluster, for exceptions.</summary>
    public Func<string> Describe { get; set; } = static () => string.Empty;

    /// <summary>Sets the route of a shard whose slot was just made.</summary>
    public Action<int> Resolve { get; set; } = static _ => { };

    /// <summary>The number of messages that wait for an owner.</summary>
    public int Waiting
    {
        get
        {
            int waiting = 0;
            for (int shard = 0; shard < _slots.Length; shard++)
            {
                waiting += Volatile.Read(ref _slots[shard])?.Count ?? 0;
            }

            return waiting;
        }
    }

    /// <summary>The number of shards that messages were sent to, or that have come through this broker.</summary>
    public int SlotCount => _slots.Count(static slot => slot is not null);

    public int ShardOf(string address) => ShardHash.ShardOf(address, _slots.Length);

    public ShardSlot SlotOf(string address) => SlotOf(ShardOf(address));

    public ShardSlot SlotOf(int shard) => Volatile.Read(ref _slots[shard]) ?? CreateSlot(shard);

    /// <summary>Whether a route of the shard is needed.</summary>
    public bool HasSlot(int shard) => Volatile.Read(ref _slots[shard]) is not null;

    /// <summary>Sets the route of a shard to an owner in another process.</summary>
    public void SetRemote(int shard, ClusterMember owner, Fence fence)
    {
        MemberConnection connection;
        lock (_gate)
        {
            if (!_connections.TryGetValue(owner.Session, out MemberConnection? found))
            {
                found = new MemberConnection(Broker, owner);
                _connections.Add(owner.Session, found);
            }

            connection = found;
        }

        Volatile.Read(ref _slots[shard])?.Set(new ShardRoute(connection, fence));
    }

    /// <summary>Sets the route of a shard to this broker.</summary>
    public void SetLocal(ShardHold hold) => Volatile.Read(ref _slots[hold.Shard])?.Set(new ShardRoute(Broker, hold));

    /// <summary>Removes the route of a shard.</summary>
    public void Remove(int shard) => Volatile.Read(ref _slots[shard])?.Set(null);

    /// <summary>Ends the connection to a member that has gone. Its routes were removed.</summary>
    /// <param name="session">The session of the member.</param>
    /// <param name="isLost">Whether it has not left in order.</param>
    public void Forget(string session, bool isLost)
    {
        MemberConnection? connection;
        lock (_gate)
        {
            _ = _connections.Remove(session, out connection);
        }

        if (connection is not null)
        {
            _ = connection.EndAsync(isLost, () => HasConnection(session), _clock, _end.Token);
        }
    }

    private bool HasConnection(string session)
    {
        lock (_gate)
        {
            return _connections.ContainsKey(session);
        }
    }

    /// <summary>The number of connections to members.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Returns the sessions to which there are connections, and which are none of some members.</summary>
    public IReadOnlyList<string> ListOthers(IEnumerable<ClusterMember> members)
    {
        HashSet<string> sessions = members.Select(static member => member.Session).ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            return [.. _connections.Keys.Where(session => !sessions.Contains(session))];
        }
    }

    /// <summary>Notes that a message waits: those that nothing waits for any more are removed after a time.</summary>
    public void NoteWaiting()
    {
        if (Interlocked.Exchange(ref _isRetrying, 1) == 0)
        {
            StartTimer();
        }
    }

    /// <summary>Ends all waits. Routes to other brokers stay, for peers that do not know yet that this one has left.</summary>
    public async Task EndAsync()
    {
        _ = Interlocked.Exchange(ref _hasEnded, 1);
        for (int shard = 0; shard < _slots.Length; shard++)
        {
            if (Volatile.Read(ref _slots[shard]) is { } slot)
            {
                End(slot);
            }
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _end.Dispose();
    }

    private static void End(ShardSlot slot) =>
        slot.End(static address => new ActorStoppedException($"Actor '{address}' is not reached any more: this broker has left its cluster.", address));

    private ShardSlot CreateSlot(int shard)
    {
        ShardSlot slot = new(shard, _limit);
        if (Interlocked.CompareExchange(ref _slots[shard], slot, null) is { } other)
        {
            return other;
        }

        // After the exchange: a session that sets the routes of slots meanwhile has either seen this one, or set its table before it is read here.
        Resolve(shard);
        if (Volatile.Read(ref _hasEnded) != 0)
        {
            End(slot);
        }

        return slot;
    }

    private void Retry()
    {
        Volatile.Write(ref _isRetrying, 0);
        int waiting = 0;
        for (int shard = 0; shard < _slots.Length; shard++)
        {
            if (Volatile.Read(ref _slots[shard]) is { Count: > 0 } slot)
            {
                slot.Retry();
                waiting++;
            }
        }

        if (waiting > 0)
        {
            NoteWaiting();
        }
    }

    private void StartTimer()
    {
        try
        {
            _ = _timer.Change(RetryInterval, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The broker has left, and ends the waits.
        }
    }
}
