using ZmqNative.Hosting;

namespace ZmqNative.Cluster.Nats;

/// <summary>Lets brokers of a host join clusters on NATS.</summary>
public static class NatsBrokerBuilderExtensions
{
    /// <summary>Lets the broker join a cluster on a nats-server when its endpoints are bound. It leaves the cluster when the host stops.</summary>
    /// <remarks>
    /// The keyed actors that the broker has registered are shared with the other brokers of the cluster. <c>broker.FindCluster()</c> gives the state. In configuration the section <c>Cluster</c> of the broker overrides
    /// what the code has set: docs/cluster.md has the keys. A broker that has no address of a server then does not start.
    /// </remarks>
    /// <param name="builder">The builder of the broker, which has an endpoint.</param>
    /// <param name="url">The address of the server, or several with commas between them. Default null: configuration has it, as <c>Cluster:Url</c>.</param>
    /// <param name="engine">The options of the engine; default <see cref="NatsClusterOptions"/>.</param>
    /// <param name="options">The options of the broker in the cluster; default <see cref="ClusterOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="url"/> is empty.</exception>
    public static BrokerBuilder UseNatsCluster(
        this BrokerBuilder builder, string? url = null, NatsClusterOptions? engine = null, ClusterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (url is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(url);
        }

        NatsClusterPlan code = new(url, engine ?? new NatsClusterOptions(), options ?? new ClusterOptions());
        return builder.Add(new BrokerPart(NatsClusterKeys.Section, NatsClusterKeys.Names, (section, problems) =>
        {
            NatsClusterPlan plan = section is null ? code : NatsClusterKeys.Read(section, code);
            if (string.IsNullOrWhiteSpace(plan.Url))
            {
                problems.Add("UseNatsCluster has no address of a server: give it one, or set Cluster:Url below the broker.");
            }

            return broker => BrokerClusterExtensions.JoinCluster(broker, new NatsCluster(plan.Url!, plan.Engine), plan.Options, ownsEngine: true);
        }));
    }
}
