namespace ZmqNative.Cluster;

/// <summary>The placement of the keyed actors of a broker in a cluster, over all its sessions.</summary>
/// <param name="end">Leaves the cluster.</param>
internal sealed class ClusterPlacement(Func<Task> end) : ActorPlacement
{
    private volatile ClusterSession? _session;

    // Counted by the threads of several listeners.
    private long _redirected;
    private long _forwarded;

    /// <summary>The broker in its cluster, for those who have only the broker.</summary>
    public ClusterBroker? Cluster { get; set; }

    /// <summary>The routes; set before the broker gets the placement.</summary>
    public ClusterRouting Routing { get; set; } = null!;

    /// <summary>The session; null while the broker has no lease.</summary>
    public ClusterSession? Session
    {
        get => _session;
        set => _session = value;
    }

    /// <summary>The number of messages that other brokers have sent here for shards that were not owned under their fence.</summary>
    public long Redirected => Interlocked.Read(ref _redirected);

    /// <summary>The number of messages of peers outside of the cluster that were passed on to the owner.</summary>
    public long Forwarded => Interlocked.Read(ref _forwarded);

    public override ShardHold? TryEnter(string address) => _session?.TryEnter(Routing.ShardOf(address));

    public override ActorRef Find(string address) => new ClusterRef(Routing, address);

    public override ActorRef? FindElsewhere(string address)
    {
        // Actors without a key are not of the cluster, nor are those that stay local.
        if (!address.Contains('/', StringComparison.Ordinal) || Routing.Broker.IsLocalName(address))
        {
            return null;
        }

        if (Routing.SlotOf(address).Route is { IsLocal: true } && !Routing.Broker.IsShared(address))
        {
            return null;
        }

        _ = Interlocked.Increment(ref _forwarded);
        return new ClusterRef(Routing, address);
    }

    public override ShardHold? FindHold(string address, Fence fence)
    {
        ShardHold? hold = _session?.FindHold(Routing.ShardOf(address), fence);
        if (hold is null)
        {
            _ = Interlocked.Increment(ref _redirected);
        }

        return hold;
    }

    public override void Forward(string address, object message, Fence fence) => new ClusterRef(Routing, address).Forward(message, fence);

    public override void AskAgain(string address, object message, ReplyTarget target, uint token, Fence fence) =>
        new ClusterRef(Routing, address).AskAgain(message, target, token, fence);

    public override long Lag => Cluster is { } cluster ? Math.Max(cluster.Topics.Lag, cluster.Tells.Waiting) : 0;

    public override PlacementProblem? Describe(IDictionary<string, object> data) => Cluster is { } cluster ? ClusterHealth.Describe(cluster, data) : null;

    public override Task EndAsync() => end();
}
