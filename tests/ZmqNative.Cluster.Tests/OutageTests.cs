using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Tests;

/// <summary>Brokers whose engine is gone.</summary>
public sealed class OutageTests : ClusterTest
{
    [Test]
    public async Task A_broker_whose_engine_is_gone_waits_without_using_the_processor()
    {
        CountingTime time = new();
        FaultyEngine cut = new(new InMemoryCluster(time));
        ClusterBroker cluster = await JoinedAsync("one", new ClusterOptions { LeaseTime = TimeSpan.FromSeconds(10), Shards = 16, TimeProvider = time }, cut);
        await Eventually(() => cluster.ShardCount == 16, "it owns all shards");
        cut.Cut();
        for (int i = 0; i < 30; i++)
        {
            // Until the watch has failed, and looks at the leases are due.
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5, Limit);
        }

        long calls = time.Calls;
        await Task.Delay(100, Limit);
        Assert.That(time.Calls - calls, Is.LessThan(100), "looks at a clock that stands still");
        cut.Repair();
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        private long _calls;

        public long Calls => Interlocked.Read(ref _calls);

        public override long GetTimestamp()
        {
            _ = Interlocked.Increment(ref _calls);
            return base.GetTimestamp();
        }
    }
}
