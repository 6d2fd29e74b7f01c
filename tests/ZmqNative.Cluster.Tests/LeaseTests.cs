namespace ZmqNative.Cluster.Tests;

/// <summary>The loss of leases, and the take-over of shards, on virtual time.</summary>
public sealed class LeaseTests : ClusterTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    // Lease, margin and a look, and the steps by which the loops are late.
    private static readonly TimeSpan LatestTakeOver = Lease * 2;

    private ClusterOptions Options => new() { LeaseTime = Lease, Shards = 16, TimeProvider = Time };

    [Test]
    public async Task A_broker_that_is_cut_off_stops_before_another_one_takes_over()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, cut);
        ClusterBroker two = await JoinedAsync("two", Options, TimedEngine);
        await SharesAsync(one, two);
        string address = AddressOf(two, "one");
        DateTimeOffset began = Time.GetUtcNow();
        cut.Cut();
        DateTimeOffset lastOfOne = began;
        Fence fenceOfOne = default;
        while (two.ShardCount < Options.Shards)
        {
            // The broker itself asks: without a connection, and until its lease ends.
            if (one.ShardCount > 0 && one.Broker.Placement!.TryEnter(address) is { } hold)
            {
                Assert.That(await one.Actor(address).AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("one: a"));
                (lastOfOne, fenceOfOne) = (Time.GetUtcNow(), hold.Fence);
                hold.Leave();
            }

            if (Time.GetUtcNow() - began < LatestTakeOver)
            {
                await AdvanceAsync();
            }
            else
            {
                await Task.Delay(1, Limit);
            }
        }

        TimeSpan taken = Time.GetUtcNow() - began;
        Assert.That(lastOfOne - began, Is.LessThan(Lease * 0.8), "it ends its ownership a margin before its lease");
        Assert.That(lastOfOne, Is.GreaterThan(began), "it goes on until then");
        Assert.That(taken, Is.GreaterThan(Lease), "the other one waits for longer than the lease");
        Assert.That(await two.Actor(address).AskAsync<string>("b", cancellationToken: Limit), Is.EqualTo("two: b"));
        Assert.That(Handled.Last().Fence, Is.GreaterThan(fenceOfOne));
        Assert.That(one.State, Is.EqualTo(ClusterState.Joining));
        Assert.That(one.Statistics.LostLeases, Is.EqualTo(1));

        cut.Repair();
        await SharesAsync(one, two);
        await Eventually(() => one.State == ClusterState.Joined, "it has joined again");
    }

    [Test]
    public async Task Asks_in_the_mailbox_of_a_broker_that_has_lost_its_lease_go_to_the_new_owner()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, cut);
        ClusterBroker two = await JoinedAsync("two", Options, TimedEngine);
        await SharesAsync(one, two);
        TaskCompletionSource release = new();
        TaskCompletionSource handling = new(TaskCreationOptions.RunContinuationsAsynchronously);
        one.Broker.Register("held/{id}", _ => new Held("one", release.Task, handling));
        two.Broker.Register("held/{id}", _ => new Held("two", Task.CompletedTask));
        string address = Enumerable.Range(0, 1000).Select(static i => $"held/{i}").First(address => one.OwnerOf(address)!.Name == "one");
        Task<string> begun = one.Actor(address).AskAsync<string>("a", cancellationToken: Limit).AsTask();
        await handling.Task.WaitAsync(Limit);
        Task<string> waiting = one.Actor(address).AskAsync<string>("b", cancellationToken: Limit).AsTask();
        ActorRef told = one.Actor(address);
        await told.TellAsync("c", Limit);
        cut.Cut();
        while (two.ShardCount < Options.Shards)
        {
            await AdvanceAsync();
        }

        long dead = one.Broker.DeadLetters.Count;
        cut.Repair();
        release.SetResult();
        Assert.That(await begun.WaitAsync(Limit), Is.EqualTo("one: a"), "what has begun is not interrupted");
        while (!waiting.IsCompleted)
        {
            await AdvanceAsync();
        }

        Assert.That(await waiting, Is.EqualTo("two: b"));
        await Eventually(() => one.Broker.DeadLetters.Count == dead + 1, "the tell is a dead letter");
    }

    [Test]
    public async Task A_renewal_whose_outcome_is_lost_does_not_end_the_lease()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, cut);
        await Eventually(() => one.ShardCount == Options.Shards, "all shards");
        string? session = one.Session;
        cut.LosesNextOutcome = true;
        while (cut.LosesNextOutcome || one.Statistics.Renewals < 4)
        {
            await AdvanceAsync();
        }

        Assert.That((one.Session, one.Statistics.LostLeases), Is.EqualTo((session, 0L)));
    }

    [Test]
    public async Task A_read_from_a_replica_that_is_behind_does_not_end_the_lease()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, cut);
        await Eventually(() => one.ShardCount == Options.Shards, "all shards");
        string session = one.Session!;
        cut.NextLease = await TimedEngine.Directory.ReadAsync(DirectoryTable.Leases, session, Limit);
        cut.LosesNextOutcome = true;
        while (cut.NextLease is not null || one.Statistics.Renewals < 4)
        {
            await AdvanceAsync();
        }

        Assert.That((one.Session, one.Statistics.LostLeases), Is.EqualTo((session, 0L)));
    }

    [Test]
    public async Task A_directory_that_was_lost_and_made_anew_has_greater_fences()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, cut);
        await Eventually(() => one.ShardCount == Options.Shards, "all shards");
        _ = await one.Actor("item/1").AskAsync<string>("a", cancellationToken: Limit);
        Fence before = Handled.Last().Fence;
        cut.Cut();
        cut.Repair(new InMemoryCluster(Time));
        while (one.Statistics.LostLeases == 0 || one.ShardCount < Options.Shards)
        {
            await AdvanceAsync();
        }

        _ = await one.Actor("item/1").AskAsync<string>("b", cancellationToken: Limit);
        Fence after = Handled.Last().Fence;
        Assert.That(after, Is.GreaterThan(before));
        Assert.That(after.Incarnation, Is.GreaterThan(before.Incarnation));
    }

    [Test]
    public async Task Asks_without_an_owner_end_with_their_time_and_say_why()
    {
        FaultyEngine cut = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, cut);
        await Eventually(() => one.ShardCount == Options.Shards, "all shards");
        cut.Cut();
        while (one.State == ClusterState.Joined || one.Failure is null)
        {
            await AdvanceAsync();
        }

        AskTimeoutException? late = await Assert.ThrowsAsync<AskTimeoutException>(
            async () => await one.Actor("item/1").AskAsync<string>("a", TimeSpan.FromMilliseconds(50), Limit));
        Assert.That(late!.Message, Does.Contain("has no owner now").And.Contain("cut off"));
        Assert.That(one.Actor("item/1").TryTell("a"), Is.False);
        Task<string> waiting = one.Actor("item/1").AskAsync<string>("b", cancellationToken: Limit).AsTask();
        Assert.That(one.Statistics.Waiting, Is.GreaterThanOrEqualTo(1));
        cut.Repair();
        while (!waiting.IsCompleted)
        {
            await AdvanceAsync();
        }

        Assert.That(await waiting, Is.EqualTo("one: b"));
    }

    [Test]
    public async Task An_entry_that_vanishes_before_its_time_is_no_end_of_a_lease()
    {
        // As when the clock of the server was set forward.
        IActorDirectory directory = TimedEngine.Directory;
        await directory.OpenAsync(new DirectorySettings { LeaseTime = Lease }, Limit);
        ulong revision = (await directory.TryWriteAsync(DirectoryTable.Leases, "b", "{\"renewals\":0}"u8.ToArray(), 0, Limit))!.Value;
        ClusterMember[] members = [new("a", "a", [], true), new("b", "b", [], true)];
        LeaseObserver observer = new(directory, "a", Time, Lease * 1.2);
        Assert.That(await observer.ObserveAsync(members, Limit), Is.Empty);
        _ = await directory.TryDeleteAsync(DirectoryTable.Leases, "b", revision, Limit);
        Time.Advance(Lease * 1.1);
        Assert.That(await observer.ObserveAsync(members, Limit), Is.Empty, "not silent for long enough");
        Time.Advance(Lease * 0.2);
        Assert.That(await observer.ObserveAsync(members, Limit), Is.EqualTo(members[1..]));
        Assert.That(await directory.TryWriteAsync(DirectoryTable.Leases, "b", "{\"renewals\":1}"u8.ToArray(), revision, Limit), Is.Null, "it cannot be renewed");
    }

    [Test]
    public void A_lease_that_was_invalid_once_is_not_extended()
    {
        SessionLease lease = new(Time);
        long Until(int seconds) => Time.GetTimestamp() + (seconds * Time.TimestampFrequency);
        lease.Begin(Until(5));
        Assert.That(lease.TryExtend(Until(6)), Is.True);
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.That((lease.IsValid, lease.TryExtend(Until(5)), lease.IsValid), Is.EqualTo((false, false, false)));
    }

    [Test]
    public void A_margin_of_more_than_a_third_of_the_lease_is_refused() => Assert.That(
        () => Join("one", Options with { Margin = Lease / 2 }), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Margin"));

    private static string AddressOf(ClusterBroker cluster, string owner) =>
        Enumerable.Range(0, 1000).Select(static i => $"item/{i}").First(address => cluster.OwnerOf(address)?.Name == owner);

    private async Task SharesAsync(params ClusterBroker[] clusters)
    {
        while (clusters.Sum(static cluster => cluster.ShardCount) != Options.Shards
            || clusters.Max(static cluster => cluster.ShardCount) - clusters.Min(static cluster => cluster.ShardCount) > 1
            || Enumerable.Range(0, 100).Any(i => clusters.Any(cluster => cluster.OwnerOf($"item/{i}") is null)))
        {
            await AdvanceAsync();
        }
    }

    private sealed class Held(string name, Task release, TaskCompletionSource? handling = null) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _ = handling?.TrySetResult();
            await release;
            context.Reply($"{name}: {message}");
        }
    }
}
