using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>Durable tells and the loss of leases, on virtual time.</summary>
public sealed class DurableTellLeaseTests : DurableTellTest
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private FakeTimeProvider _time = null!;
    private InMemoryCluster _engine = null!;

    private ClusterOptions Options => OneShard with { LeaseTime = TimeSpan.FromSeconds(10), TimeProvider = _time };

    [SetUp]
    public void CreateTime()
    {
        _time = new FakeTimeProvider();
        _engine = new InMemoryCluster(_time);
    }

    [Test]
    public async Task What_is_handled_after_the_lease_is_not_acknowledged_and_the_next_owner_goes_on_in_order()
    {
        FaultyEngine cut = new(_engine);
        ClusterBroker one = await JoinAccountsAsync("one", Options, cut);
        await Until(() => one.ShardCount == 1);
        string[] texts = ["a", "wait", "b", "c"];
        foreach (string text in texts)
        {
            _ = await one.TellDurablyAsync("account/1", text, cancellationToken: Limit);
        }

        await Until(() => Attempts.Any(static attempt => attempt.Text == "wait"));
        ClusterBroker two = await JoinAccountsAsync("two", Options, _engine);
        cut.Cut();
        await Until(() => one.State == ClusterState.Joining && two.ShardCount == 1);
        await Until(() => Attempts.Count(static attempt => attempt.Text == "wait") == 2);
        long left = await CountAsync(_engine, DurableStream.Tells, Limit);
        Assert.That(left, Is.EqualTo(3));

        // Both handlings go on: the store takes the effect of one of them.
        cut.Repair();
        Open();
        await Until(() => Store.Of("1").Length == 4);
        Assert.That(Store.Of("1"), Is.EqualTo(texts));
        while (await CountAsync(_engine, DurableStream.Tells, Limit) > 0)
        {
            await AdvanceAsync();
        }
    }

    [Test]
    public async Task A_broker_without_a_lease_begins_no_handling()
    {
        FaultyEngine cut = new(_engine);
        ClusterBroker one = await JoinAccountsAsync("one", Options, cut);
        await Until(() => one.ShardCount == 1);
        _ = await one.TellDurablyAsync("account/1", "fail", cancellationToken: Limit);
        await Until(() => Attempts.Count >= 2);
        cut.Cut();
        await Until(() => one.State == ClusterState.Joining);
        int attempts = Attempts.Count;
        EndFailures();
        for (int i = 0; i < 50; i++)
        {
            await AdvanceAsync();
        }

        Assert.That(Attempts, Has.Count.EqualTo(attempts));
        Assert.That(Store.Count, Is.Zero);
        cut.Repair();
        await Until(() => Store.Count == 1);
    }

    [Test]
    public async Task A_directory_that_was_made_anew_learns_of_the_durable_tells()
    {
        FaultyEngine engine = new(_engine);
        ClusterBroker one = await JoinAccountsAsync("one", Options, engine);
        await Until(() => one.ShardCount == 1);
        _ = await one.TellDurablyAsync("account/1", "fail", cancellationToken: Limit);
        await Until(() => Attempts.Count >= 2);
        engine.Cut();
        engine.Repair(new Parts(new InMemoryCluster(_time).Directory, _engine.Log));
        await Until(() => one.Statistics.LostLeases == 1 && one.ShardCount == 1);
        EndFailures();
        await Until(() => Store.Count == 1);
    }

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await AdvanceAsync();
        }
    }

    // Lets the loops run between two steps, since a jump of the clock is a loss of the lease.
    private async Task AdvanceAsync()
    {
        Limit.ThrowIfCancellationRequested();
        _time.Advance(Step);
        await Task.Delay(1, Limit);
    }

    private sealed class Parts(IActorDirectory directory, IDurableLog log) : IClusterEngine
    {
        public IActorDirectory Directory => directory;

        public IDurableLog Log => log;
    }
}
