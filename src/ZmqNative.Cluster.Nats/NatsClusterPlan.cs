namespace ZmqNative.Cluster.Nats;

/// <summary>The settings with which a broker of a host joins its cluster, by code and configuration.</summary>
/// <param name="Url">The address of the server; null if neither has one.</param>
/// <param name="Engine">The options of the engine.</param>
/// <param name="Options">The options of the broker in the cluster.</param>
internal sealed record NatsClusterPlan(string? Url, NatsClusterOptions Engine, ClusterOptions Options);
