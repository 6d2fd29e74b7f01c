namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>Durable tells and the loss of leases, on virtual time.</summary>
public sealed class DurableTellLeaseTests : DurableTellTest
{
    private ClusterOptions Options => OneShard with { LeaseTime = TimeSpan.FromSeconds(10), TimeProvider = Time };

    [Test]
    public async Task What_is_handled_after_the_lease_is_not_acknowledged_and_the_next_owner_goes_on_in_order()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinAccountsAsync("one", Options, cut);
        await AdvanceUntilAsync(() => one.ShardCount == 1);
        string[] texts = ["a", "wait", "b", "c"];
        foreach (string text in texts)
        {
            _ = await one.TellDurablyAsync("account/1", text, cancellationToken: Limit);
        }

        await AdvanceUntilAsync(() => Attempts.Any(static attempt => attempt.Text == "wait"));
        ClusterBroker two = await JoinAccountsAsync("two", Options, TimedEngine);
        cut.Cut();
        await AdvanceUntilAsync(() => one.State == ClusterState.Joining && two.ShardCount == 1);
        await AdvanceUntilAsync(() => Attempts.Count(static attempt => attempt.Text == "wait") == 2);
        long left = await CountAsync(TimedEngine, DurableStream.Tells, Limit);
        Assert.That(left, Is.EqualTo(3));

        // Both handlings go on: the store takes the effect of one of them.
        cut.Repair();
        Open();
        await AdvanceUntilAsync(() => Store.Of("1").Length == 4);
        Assert.That(Store.Of("1"), Is.EqualTo(texts));
        while (await CountAsync(TimedEngine, DurableStream.Tells, Limit) > 0)
        {
            await AdvanceAsync();
        }
    }

    [Test]
    public async Task A_broker_without_a_lease_begins_no_handling()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinAccountsAsync("one", Options, cut);
        await AdvanceUntilAsync(() => one.ShardCount == 1);
        _ = await one.TellDurablyAsync("account/1", "fail", cancellationToken: Limit);
        await AdvanceUntilAsync(() => Attempts.Count >= 2);
        cut.Cut();
        await AdvanceUntilAsync(() => one.State == ClusterState.Joining);
        int attempts = Attempts.Count;
        EndFailures();
        for (int i = 0; i < 50; i++)
        {
            await AdvanceAsync();
        }

        Assert.That(Attempts, Has.Count.EqualTo(attempts));
        Assert.That(Store.Count, Is.Zero);
        cut.Repair();
        await AdvanceUntilAsync(() => Store.Count == 1);
    }

    [Test]
    public async Task A_directory_that_was_made_anew_learns_of_the_durable_tells()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker one = await JoinAccountsAsync("one", Options, engine);
        await AdvanceUntilAsync(() => one.ShardCount == 1);
        _ = await one.TellDurablyAsync("account/1", "fail", cancellationToken: Limit);
        await AdvanceUntilAsync(() => Attempts.Count >= 2);
        engine.Cut();
        engine.Repair(new Parts(new InMemoryCluster(Time).Directory, TimedEngine.Log));
        await AdvanceUntilAsync(() => one.Statistics.LostLeases == 1 && one.ShardCount == 1);
        EndFailures();
        await AdvanceUntilAsync(() => Store.Count == 1);
    }

    private sealed class Parts(IActorDirectory directory, IDurableLog log) : IClusterEngine
    {
        public IActorDirectory Directory => directory;

        public IDurableLog Log => log;
    }
}
