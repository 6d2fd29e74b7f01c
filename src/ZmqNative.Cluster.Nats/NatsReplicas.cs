namespace ZmqNative.Cluster.Nats;

/// <summary>The check of the number of servers that store each entry: an existing bucket or stream has its own, which a broker does not change.</summary>
internal static class NatsReplicas
{
    /// <summary>Compares the number of replicas of a bucket or stream with that of the options.</summary>
    /// <param name="engine">The name of the engine.</param>
    /// <param name="what">The name of the bucket or stream.</param>
    /// <param name="existing">The number that it has.</param>
    /// <param name="wanted">The number of the options.</param>
    /// <exception cref="ClusterSettingsException">They differ.</exception>
    public static void Check(string engine, string what, int existing, int wanted)
    {
        if (existing != wanted)
        {
            throw new ClusterSettingsException(
                $"{engine}: {what} has {existing} replicas, this broker has Replicas = {wanted}. Set NatsClusterOptions.Replicas to {existing} in all brokers of the cluster; or stop all brokers, change the number of the two buckets and the three streams on the server, and start them with it.");
        }
    }
}
