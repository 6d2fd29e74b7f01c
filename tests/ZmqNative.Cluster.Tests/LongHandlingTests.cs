namespace ZmqNative.Cluster.Tests;

/// <summary>Handlings that end only when they are cancelled, in shards that get another owner.</summary>
public sealed class LongHandlingTests : ClusterTest
{
    private const int Keys = 100;
    private int _running;

    [Test]
    public async Task A_hand_over_cancels_the_handlings_that_hold_it_up()
    {
        ClusterOptions options = LongLease with { LeaveTimeout = TimeSpan.FromMilliseconds(200) };
        ClusterBroker one = await JoinedAsync("one", options);
        await RunInAllShardsAsync(one);

        ClusterBroker two = await JoinedAsync("two", options);

        await BalancedAsync(one, two);
        Assert.That(Volatile.Read(ref _running), Is.InRange(1, Keys - 1), "those of the other shards go on");
    }

    [Test]
    public async Task The_loss_of_a_lease_cancels_the_handlings_of_all_shards()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", LongLease with { LeaseTime = TimeSpan.FromSeconds(10), LeaveTimeout = 5 * Generous, TimeProvider = Time }, engine);
        await RunInAllShardsAsync(one);

        engine.Cut();

        await AdvanceUntilAsync(() => Volatile.Read(ref _running) == 0);
        engine.Repair();
    }

    private async Task RunInAllShardsAsync(ClusterBroker cluster)
    {
        _running = 0;
        await Eventually(() => cluster.ShardCount == LongLease.Shards, "all shards");
        cluster.Broker.Register("long/{id}", _ => new Long(this));
        for (int i = 0; i < Keys; i++)
        {
            await cluster.Actor($"long/{i}").TellAsync("begin", Limit);
        }

        await Eventually(() => Volatile.Read(ref _running) == Keys, "all handle");
    }

    private sealed class Long(LongHandlingTests test) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _ = Interlocked.Increment(ref test._running);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.Stopping);
            }
            finally
            {
                _ = Interlocked.Decrement(ref test._running);
            }
        }
    }
}
