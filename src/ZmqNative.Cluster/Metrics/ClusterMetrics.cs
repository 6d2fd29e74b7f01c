using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ZmqNative.Cluster;

/// <summary>The instruments of brokers in clusters, in the meter of the library. They observe plain fields, at no cost per message.</summary>
internal static class ClusterMetrics
{
    private static readonly ConcurrentDictionary<ClusterBroker, byte> Live = new();

    static ClusterMetrics()
    {
        AddGauge("joined", static cluster => cluster.State == ClusterState.Joined ? 1 : 0, "{broker}", "Whether the broker has a lease and knows the shards: 1 or 0.");
        AddGauge("members", static cluster => cluster.Members.Count, "{broker}", "Brokers of the cluster that the broker knows.");
        AddGauge("shards", static cluster => cluster.ShardCount, "{shard}", "Shards that the broker owns.");
        AddGauge("waiting", static cluster => cluster.Statistics.Waiting, "{message}", "Messages that wait for the owner of their shard.");
        AddCounter("joins", static counts => counts.Joins, "{lease}", "Times that the broker has joined.");
        AddCounter("lost_leases", static counts => counts.LostLeases, "{lease}", "Leases that the broker has lost.");
        AddCounter("renewals", static counts => counts.Renewals, "{renewal}", "Renewals of the lease.");
        AddCounter("renewal_failures", static counts => counts.RenewalFailures, "{renewal}", "Attempts to renew the lease that have failed, and are repeated.");
        AddCounter("claims", static counts => counts.Claims, "{shard}", "Shards that the broker has claimed.");
        AddCounter("releases", static counts => counts.Releases, "{shard}", "Shards that the broker has handed over.");
        AddCounter("redirected", static counts => counts.Redirected, "{message}", "Messages of other brokers for shards that the broker does not own under their fence.");
        AddCounter("forwarded", static counts => counts.Forwarded, "{message}", "Messages of peers outside of the cluster that were passed on to the owner of their shard.");
        AddCounter("durable.published", static counts => counts.DurablePublished, "{message}", "Durable publications that the engine has confirmed.");
        AddCounter("durable.publish_failures", static counts => counts.DurablePublishFailures, "{message}", "Durable publications that the engine has not confirmed in time.");
        AddCounter("durable.read", static counts => counts.DurableRead, "{message}", "Durable publications that subscriptions have got.");
        AddCounter("durable.missed", static counts => counts.DurableMissed, "{message}", "Entries that limits have removed before subscriptions could read them.");
        AddCounter("durable.tells_appended", static counts => counts.TellsAppended, "{message}", "Durable tells that the engine has confirmed.");
        AddCounter("durable.tells_handled", static counts => counts.TellsHandled, "{message}", "Handlings of durable tells that have completed.");
        AddCounter("durable.tells_retried", static counts => counts.TellsRetried, "{message}", "Handlings of durable tells that have failed, and are tried again.");
        AddCounter("durable.tells_dead_lettered", static counts => counts.TellsDeadLettered, "{message}", "Durable tells that were given up.");
        AddCounter("durable.tell_reading_failures", static counts => counts.TellReadingFailures, "{reading}", "Readings of durable tells that have ended with a failure, and begin again.");
        AddGauge("durable.tells_waiting", static cluster => cluster.Statistics.TellsWaiting, "{message}", "Durable tells of the owned shards that are not acknowledged, as of the last one that was read.");
        AddGauge("durable.subscriptions", static cluster => cluster.Statistics.DurableSubscriptions, "{subscription}", "Durable subscriptions.");
        AddGauge("durable.lag", static cluster => cluster.Statistics.DurableLag, "{message}", "Entries that the durable subscription furthest behind has not got.");
    }

    public static void Add(ClusterBroker cluster) => Live[cluster] = 0;

    public static void Remove(ClusterBroker cluster) => Live.TryRemove(cluster, out _);

    private static void AddGauge(string name, Func<ClusterBroker, long> value, string unit, string description) =>
        PatternMetrics.Meter.CreateObservableGauge($"zmqnative.cluster.{name}", () => Observe(value), unit, description);

    private static void AddCounter(string name, Func<ClusterStatistics, long> value, string unit, string description) =>
        PatternMetrics.Meter.CreateObservableCounter($"zmqnative.cluster.{name}", () => Observe(cluster => value(cluster.Statistics)), unit, description);

    private static IEnumerable<Measurement<long>> Observe(Func<ClusterBroker, long> value) =>
        Live.Keys.Select(cluster => new Measurement<long>(value(cluster), BrokerMetrics.Tags(cluster.Broker)));
}
