namespace ZmqNative.Cluster;

/// <summary>Lets brokers join clusters.</summary>
public static class BrokerClusterExtensions
{
    /// <summary>Lets a broker join a cluster, in the background: from now on its keyed actors are shared with the other brokers of the cluster.</summary>
    /// <param name="broker">The broker. It has its endpoints already, and registers the same keyed actors as the others.</param>
    /// <param name="engine">The engine, which stays the caller's. It is disposed after the broker.</param>
    /// <param name="options">The options; default <see cref="ClusterOptions"/>.</param>
    /// <returns>The broker in the cluster.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="broker"/> or <paramref name="engine"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is more than a third of the lease, or times of durable messages do not fit each other.</exception>
    /// <exception cref="InvalidOperationException">The broker has joined a cluster already, or has no endpoint at which other processes reach it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public static ClusterBroker JoinCluster(this Broker broker, IClusterEngine engine, ClusterOptions? options = null) =>
        JoinCluster(broker, engine, options, ownsEngine: false);

    /// <summary>Returns the cluster that a broker has joined.</summary>
    /// <param name="broker">The broker.</param>
    /// <returns>The broker in the cluster; null if it has joined none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="broker"/> is null.</exception>
    public static ClusterBroker? FindCluster(this Broker broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        return (broker.Placement as ClusterPlacement)?.Cluster;
    }

    internal static ClusterBroker JoinCluster(Broker broker, IClusterEngine engine, ClusterOptions? options, bool ownsEngine)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(engine);
        try
        {
            return Join(broker, engine, options, ownsEngine);
        }
        catch when (ownsEngine && engine is IAsyncDisposable)
        {
            // Nothing else knows the engine, and the caller is not asynchronous. The engine has no connection yet.
            _ = EndAsync((IAsyncDisposable)engine);
            throw;
        }
    }

    private static ClusterBroker Join(Broker broker, IClusterEngine engine, ClusterOptions? options, bool ownsEngine)
    {
        options ??= new ClusterOptions();
        ClusterOptionChecks.Durable(options);
        if (options.TakesShards && engine is not InMemoryCluster && MemberEndpoints.Find(broker, options).Length == 0)
        {
            throw new InvalidOperationException(
                $"The broker '{broker.Options.Name}' has no endpoint at which others reach it. Bind one before it joins, set ClusterOptions.Endpoints, or TakesShards = false.");
        }

        ClusterBroker cluster = new(broker, engine, options, ownsEngine);
        cluster.Start();
        return cluster;
    }

    private static async Task EndAsync(IAsyncDisposable engine)
    {
        await Task.Yield();
        await engine.DisposeAsync().ConfigureAwait(false);
    }
}
