using ZmqNative.Hosting;

namespace ZmqNative.Cluster.Nats;

/// <summary>Lets brokers of a host join clusters on NATS.</summary>
public static class NatsBrokerBuilderExtensions
{
    /// <summary>Lets the broker join a cluster on a nats-server when its endpoints are bound. It leaves the cluster when the host stops.</summary>
    /// <remarks>The keyed actors that the broker has registered are shared with the other brokers of the cluster. <c>broker.FindCluster()</c> gives the state.</remarks>
    /// <param name="builder">The builder of the broker, which has an endpoint.</param>
    /// <param name="url">The address of the server, or several with commas between them.</param>
    /// <param name="engine">The options of the engine; default <see cref="NatsClusterOptions"/>.</param>
    /// <param name="options">The options of the broker in the cluster; default <see cref="ClusterOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="url"/> is null or empty.</exception>
    public static BrokerBuilder UseNatsCluster(this BrokerBuilder builder, string url, NatsClusterOptions? engine = null, ClusterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(url);
        return builder.OnBound((_, broker) => BrokerClusterExtensions.JoinCluster(broker, new NatsCluster(url, engine), options, ownsEngine: true));
    }
}
