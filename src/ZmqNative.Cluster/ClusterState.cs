namespace ZmqNative.Cluster;

/// <summary>The state of a broker in its cluster.</summary>
public enum ClusterState
{
    /// <summary>The broker has no lease: the engine was not reached yet, or the lease was lost. It owns nothing, and tries again.</summary>
    Joining = 0,

    /// <summary>The broker has a lease, and owns its part of the shards.</summary>
    Joined,

    /// <summary>The broker hands over its shards.</summary>
    Leaving,

    /// <summary>The broker has left, and does not join again.</summary>
    Left,

    /// <summary>The settings of the broker do not fit those of the cluster: see <see cref="ClusterBroker.Failure"/>. It does not try again.</summary>
    Refused,
}
