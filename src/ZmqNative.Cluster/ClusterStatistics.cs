namespace ZmqNative.Cluster;

/// <summary>The counts of a broker in a cluster.</summary>
public sealed record ClusterStatistics
{
    /// <summary>The number of times that the broker has joined.</summary>
    public long Joins { get; init; }

    /// <summary>The number of leases that it has lost.</summary>
    public long LostLeases { get; init; }

    /// <summary>The number of renewals of its lease, of all sessions.</summary>
    public long Renewals { get; init; }

    /// <summary>The number of shards that it has claimed, of all sessions.</summary>
    public long Claims { get; init; }

    /// <summary>The number of shards that it has handed over, of all sessions.</summary>
    public long Releases { get; init; }

    /// <summary>The number of messages that wait for the owner of their shard now.</summary>
    public int Waiting { get; init; }
}
