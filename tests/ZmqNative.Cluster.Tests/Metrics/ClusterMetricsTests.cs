using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ZmqNative.Cluster.Tests.Metrics;

public sealed class ClusterMetricsTests : ClusterTest
{
    [Test]
    public async Task State_moves_renewals_and_durable_messages_are_measured()
    {
        string name = $"metered-{Guid.NewGuid():N}";
        FaultyEngine faulty = new(TimedEngine);
        ClusterBroker one = await JoinedAsync(name, LongLease with { LeaseTime = TimeSpan.FromSeconds(10), TimeProvider = Time }, faulty);
        await Eventually(() => one.ShardCount == LongLease.Shards, "it owns all shards");
        for (int i = 0; i < 3; i++)
        {
            _ = await one.PublishDurablyAsync("a", $"{i}", cancellationToken: Limit);
        }

        await using IAsyncEnumerator<DurablePublication> all = one.SubscribeDurably(string.Empty, cancellationToken: Limit).GetAsyncEnumerator(Limit);
        Assert.That(await all.MoveNextAsync().AsTask().WaitAsync(Limit), Is.True);
        await AdvanceUntilAsync(() => one.Statistics.Renewals > 0);
        Dictionary<string, long> seen = Observe(name);
        Assert.That(seen.Remove("zmqnative.cluster.renewals", out long renewals), Is.True);
        Assert.That(renewals, Is.GreaterThan(0));
        Assert.That(seen, Is.EquivalentTo(new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["zmqnative.cluster.joined"] = 1,
            ["zmqnative.cluster.members"] = 1,
            ["zmqnative.cluster.shards"] = LongLease.Shards,
            ["zmqnative.cluster.waiting"] = 0,
            ["zmqnative.cluster.joins"] = 1,
            ["zmqnative.cluster.lost_leases"] = 0,
            ["zmqnative.cluster.renewal_failures"] = 0,
            ["zmqnative.cluster.claims"] = LongLease.Shards,
            ["zmqnative.cluster.releases"] = 0,
            ["zmqnative.cluster.redirected"] = 0,
            ["zmqnative.cluster.forwarded"] = 0,
            ["zmqnative.cluster.durable.published"] = 3,
            ["zmqnative.cluster.durable.publish_failures"] = 0,
            ["zmqnative.cluster.durable.read"] = 1,
            ["zmqnative.cluster.durable.missed"] = 0,
            ["zmqnative.cluster.durable.tells_appended"] = 0,
            ["zmqnative.cluster.durable.tells_handled"] = 0,
            ["zmqnative.cluster.durable.tells_retried"] = 0,
            ["zmqnative.cluster.durable.tells_dead_lettered"] = 0,
            ["zmqnative.cluster.durable.tell_reading_failures"] = 0,
            ["zmqnative.cluster.durable.tells_waiting"] = 0,
            ["zmqnative.cluster.durable.subscriptions"] = 1,
            ["zmqnative.cluster.durable.lag"] = 2,
        }));

        faulty.Cut();
        await AdvanceUntilAsync(() => one.State == ClusterState.Joining);
        seen = Observe(name);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen["zmqnative.cluster.renewal_failures"], Is.GreaterThan(0));
            Assert.That((seen["zmqnative.cluster.joined"], seen["zmqnative.cluster.shards"], seen["zmqnative.cluster.lost_leases"]), Is.EqualTo((0L, 0L, 1L)));
        }

        await one.DisposeAsync();
        Assert.That(Observe(name), Is.Empty);
    }

    private static Dictionary<string, long> Observe(string name)
    {
        ConcurrentDictionary<string, long> seen = new(StringComparer.Ordinal);
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ZmqNative" && instrument.Name.StartsWith("zmqnative.cluster.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (new Dictionary<string, object?>(tags.ToArray(), StringComparer.Ordinal).GetValueOrDefault("zmqnative.broker") is string broker && broker == name)
            {
                seen[instrument.Name] = value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return new Dictionary<string, long>(seen, StringComparer.Ordinal);
    }
}
