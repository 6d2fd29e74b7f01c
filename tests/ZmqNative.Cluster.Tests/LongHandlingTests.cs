namespace ZmqNative.Cluster.Tests;

/// <summary>Handlings and starts that end only when they are cancelled, in shards that get another owner.</summary>
[TestFixture(Where.Handling)]
[TestFixture(Where.Start)]
[TestFixture(Where.Child)]
[TestFixture(Where.Grandchild)]
public sealed class LongHandlingTests(LongHandlingTests.Where where) : ClusterTest
{
    private const int Keys = 100;
    private int _running;

    /// <summary>The code that runs until its token is cancelled.</summary>
    public enum Where
    {
        Handling,
        Start,
        Child,
        Grandchild,
    }

    [Test]
    public async Task A_hand_over_cancels_what_holds_it_up()
    {
        ClusterOptions options = LongLease with { LeaveTimeout = TimeSpan.FromMilliseconds(200) };
        ClusterBroker one = await JoinedAsync("one", options);
        await RunInAllShardsAsync(one);

        ClusterBroker two = await JoinedAsync("two", options);

        await BalancedAsync(one, two);
        Assert.That(Volatile.Read(ref _running), Is.InRange(1, Keys - 1), "those of the other shards go on");
    }

    [Test]
    public async Task The_loss_of_a_lease_cancels_what_runs_in_all_shards()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", LongLease with { LeaseTime = TimeSpan.FromSeconds(10), LeaveTimeout = 5 * Generous, TimeProvider = Time }, engine);
        await RunInAllShardsAsync(one);

        engine.Cut();

        await AdvanceUntilAsync(() => Volatile.Read(ref _running) == 0);
        engine.Repair();
        await AdvanceUntilAsync(() => one.Broker.Find("long/0") is null);
    }

    private async Task RunInAllShardsAsync(ClusterBroker cluster)
    {
        _running = 0;
        await Eventually(() => cluster.ShardCount == LongLease.Shards, "all shards");
        cluster.Broker.Register("long/{id}", _ => where switch
        {
            Where.Child => new Parent(() => new Long(this)),
            Where.Grandchild => new Parent(() => new Parent(() => new Long(this))),
            Where.Start => new LongStart(this),
            _ => new Long(this),
        });
        for (int i = 0; i < Keys; i++)
        {
            await cluster.Actor($"long/{i}").TellAsync("begin", Limit);
        }

        await Eventually(() => Volatile.Read(ref _running) == Keys, "all run");
    }

    private async ValueTask RunAsync(ActorContext context)
    {
        _ = Interlocked.Increment(ref _running);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Stopping);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _running);
        }
    }

    private sealed class Long(LongHandlingTests test) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => test.RunAsync(context);
    }

    private sealed class LongStart(LongHandlingTests test) : Actor
    {
        public override ValueTask OnStartedAsync(ActorContext context) => test.RunAsync(context);

        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }

    private sealed class Parent(Func<Actor> child) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => context.Spawn("child", child).TellAsync(message);
    }
}
