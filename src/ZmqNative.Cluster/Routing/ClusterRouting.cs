namespace ZmqNative.Cluster;

/// <summary>The routes of all shards, and the connections to the members.</summary>
internal sealed class ClusterRouting : IDisposable
{
    // Short against the time-out of an ask, and long against the time in which a broker learns of its own ownership.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    private readonly ShardSlot[] _slots;
    private readonly Dictionary<string, MemberConnection> _connections = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    // Guards the connections, against the loop of the session and the end.
    private readonly Lock _gate = new();
    private int _isRetrying;

    public ClusterRouting(Broker broker, ClusterOptions options, TimeProvider clock)
    {
        Broker = broker;
        _clock = clock;
        _slots = [.. Enumerable.Range(0, options.Shards).Select(shard => new ShardSlot(shard, options.MaxWaitingPerShard))];
        using (ExecutionContext.SuppressFlow())
        {
            _timer = clock.CreateTimer(static state => ((ClusterRouting)state!).Retry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public Broker Broker { get; }

    /// <summary>The description of the state of the cluster, for exceptions.</summary>
    public Func<string> Describe { get; set; } = static () => string.Empty;

    /// <summary>The number of messages that wait for an owner.</summary>
    public int Waiting => _slots.Sum(static slot => slot.Count);

    public int ShardOf(string address) => ShardHash.ShardOf(address, _slots.Length);

    public ShardSlot SlotOf(string address) => _slots[ShardOf(address)];

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

        _slots[shard].Set(new ShardRoute(connection, fence));
    }

    /// <summary>Sets the route of a shard to this broker.</summary>
    public void SetLocal(ShardHold hold) => _slots[hold.Shard].Set(new ShardRoute(Broker, hold));

    /// <summary>Removes the route of a shard.</summary>
    public void Remove(int shard) => _slots[shard].Set(null);

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
            _ = connection.EndAsync(isLost, _clock, _end.Token);
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
        foreach (ShardSlot slot in _slots)
        {
            slot.End(address => new ActorStoppedException($"Actor '{address}' is not reached any more: this broker has left its cluster.", address));
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

    private void Retry()
    {
        Volatile.Write(ref _isRetrying, 0);
        int waiting = 0;
        foreach (ShardSlot slot in _slots)
        {
            if (slot.Count > 0)
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
