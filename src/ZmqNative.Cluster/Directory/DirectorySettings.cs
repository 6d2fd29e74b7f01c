namespace ZmqNative.Cluster;

/// <summary>The settings of the tables of an <see cref="IActorDirectory"/>, the same in all brokers of a cluster.</summary>
public sealed record DirectorySettings
{
    /// <summary>The time after which an entry of <see cref="DirectoryTable.Leases"/> expires, unless it is written again. 100 ms to 24 days 20 hours.</summary>
    public required TimeSpan LeaseTime { get; init; }
}
