namespace ZmqNative.Cluster;

/// <summary>The engine of a cluster: the directory, and the log of durable messages. The brokers of a cluster use the same one.</summary>
/// <remarks>The implementations are <see cref="InMemoryCluster"/>, for tests and the brokers of one process, and NatsCluster of the package ZmqNative.Cluster.Nats.</remarks>
public interface IClusterEngine
{
    /// <summary>The directory.</summary>
    IActorDirectory Directory { get; }

    /// <summary>The log of durable messages.</summary>
    IDurableLog Log { get; }
}
