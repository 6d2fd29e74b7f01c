namespace ZmqNative.Cluster;

/// <summary>A broker in a cluster: it shares its keyed actors with the other brokers. Thread-safe.</summary>
/// <remarks>
/// It joins in the background, and again by itself after it has lost its lease. Dispose leaves the cluster in order, and the broker then makes no keyed actors any more; so does the dispose of the broker.
/// docs/cluster.md has the guarantees.
/// </remarks>
public sealed partial class ClusterBroker : IAsyncDisposable
{
    private readonly ClusterNode _node;

    internal ClusterBroker(Broker broker, IClusterEngine engine, ClusterOptions options, bool ownsEngine)
    {
        Broker = broker;
        Engine = engine;
        Options = options;
        TimeProvider clock = options.TimeProvider ?? BootTime.Instance;
        Opener = new DurableLogOpener(engine.Log, options.DurableLog, options.DurableTimeout, clock);
        _topics = new DurableTopics(broker, Opener, options, clock);
        _node = new ClusterNode(broker, engine.Directory, options, Opener, ownsEngine ? engine as IAsyncDisposable : null) { EndDurable = EndDurableAsync };
    }

    /// <summary>Opens the log, for all durable messages of the broker.</summary>
    internal DurableLogOpener Opener { get; }

    internal ClusterTells Tells => _node.Tells;

    internal void Start()
    {
        _node.Start(this);
        ClusterMetrics.Add(this);

        // A broker that is disposed at this moment may have left before the line above, and has removed nothing then.
        if (_topics.HasEnded)
        {
            ClusterMetrics.Remove(this);
        }
    }

    /// <summary>The broker.</summary>
    public Broker Broker { get; }

    /// <summary>The engine.</summary>
    public IClusterEngine Engine { get; }

    /// <summary>The options.</summary>
    public ClusterOptions Options { get; }

    /// <summary>The state.</summary>
    public ClusterState State => _node.State;

    /// <summary>The reason for <see cref="ClusterState.Refused"/>, or why the last attempt to join failed; null if there is none.</summary>
    public Exception? Failure => _node.Failure;

    /// <summary>The id of the present membership; null while the broker has no lease.</summary>
    public string? Session => _node.Session?.Id;

    /// <summary>The members of the cluster that this broker knows, in the order of their sessions. Empty before it has joined.</summary>
    public IReadOnlyList<ClusterMember> Members => _node.Session?.Table.Members ?? [];

    /// <summary>The number of shards that this broker owns now.</summary>
    public int ShardCount => _node.Session?.ShardCount ?? 0;

    /// <summary>The counts since the broker has joined the first time.</summary>
    public ClusterStatistics Statistics => _topics.AddTo(_node.Statistics);

    /// <summary>Returns a reference to a keyed actor, wherever it is. A message goes to the broker that owns its shard when it is sent, and makes the actor there.</summary>
    /// <param name="address"><c>name/key</c>, or the address of a child with it in front.</param>
    /// <returns>The reference.</returns>
    /// <remarks>
    /// Messages wait for an owner while the shard has none; a watch does not: the watcher then gets <see cref="ActorStopped"/> at once. It also gets it when the actor stops because its shard moves. The next
    /// message makes the actor again, with its next owner.
    /// </remarks>
    /// <exception cref="ArgumentException">The address is not valid, or has no key.</exception>
    public ActorRef Actor(string address)
    {
        ActorAddress.Check(address, nameof(address));
        return address.Contains('/', StringComparison.Ordinal)
            ? _node.Find(address)
            : throw new ArgumentException($"'{address}' has no key: a cluster has keyed actors, such as order/42. Use an address with the endpoint of a broker for others.", nameof(address));
    }

    /// <summary>Returns the member that owns the shard of an address, as far as this broker knows.</summary>
    /// <param name="address"><c>name/key</c>.</param>
    /// <returns>The member; null if there is none now.</returns>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public ClusterMember? OwnerOf(string address)
    {
        ActorAddress.Check(address, nameof(address));
        return _node.OwnerOf(address);
    }

    /// <summary>Waits until the broker has a lease, and knows the other members.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when it has joined; at once if it has.</returns>
    /// <exception cref="ClusterSettingsException">The settings do not fit those of the cluster.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task WaitUntilJoinedAsync(CancellationToken cancellationToken = default) => _node.WaitUntilJoinedAsync(cancellationToken);

    /// <summary>Leaves the cluster: hands over all shards, for <see cref="ClusterOptions.LeaveTimeout"/> at most. May be called repeatedly.</summary>
    /// <returns>
    /// A task that completes when the broker has left. Within a handling of one of the broker's actors, and on the thread of an actor
    /// (<see cref="ActorScheduler.DedicatedThread"/>), it is complete at once: the end has begun, and continues after the handling, as the actor would
    /// otherwise wait for itself. Code that a handling has continued, by a <see cref="TaskCompletionSource"/> without
    /// <see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>, runs within it.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        Task ending = _node.EndAsync();
        return Broker.IsCalledByOwnActor ? ValueTask.CompletedTask : new ValueTask(ending);
    }

    // When the broker has left: its last counts were observed until then.
    private async Task EndDurableAsync()
    {
        try
        {
            await _topics.EndAsync().ConfigureAwait(false);
        }
        finally
        {
            ClusterMetrics.Remove(this);
        }
    }
}
