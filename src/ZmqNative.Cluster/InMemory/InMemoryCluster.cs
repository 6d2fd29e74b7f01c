namespace ZmqNative.Cluster;

/// <summary>An engine in the memory of this process: for brokers of one process, and for tests. Nothing of it outlives the process.</summary>
/// <remarks>Brokers that are to form one cluster are given the same instance. Thread-safe.</remarks>
public sealed class InMemoryCluster : IClusterEngine
{
    /// <summary>Creates an engine without entries.</summary>
    /// <param name="timeProvider">The clock by which leases expire and entries are stamped. Default the system's clock.</param>
    public InMemoryCluster(TimeProvider? timeProvider = null)
    {
        timeProvider ??= TimeProvider.System;
        Directory = new InMemoryDirectory(timeProvider);
        Log = new InMemoryLog(timeProvider);
    }

    /// <summary>The directory.</summary>
    public IActorDirectory Directory { get; }

    /// <summary>The log of durable messages.</summary>
    public IDurableLog Log { get; }
}
