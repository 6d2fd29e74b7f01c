namespace ZmqNative.Cluster.Tests;

/// <summary>Sessions that end, or begin, at a bad moment: nothing waits for ever.</summary>
public sealed class SessionTests : ClusterTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private ClusterOptions Options => new() { LeaseTime = Lease, Shards = 16, TimeProvider = Time };

    [Test]
    public async Task A_wait_for_the_join_outlasts_a_session_that_was_lost_before_it_knew_the_members()
    {
        TaskCompletionSource watches = new();
        FaultyEngine engine = new(TimedEngine) { Watches = watches.Task };
        ClusterBroker one = Join("one", Options, engine);
        Task joined = one.WaitUntilJoinedAsync(Limit);
        await Eventually(() => one.Session is not null, "the first session");
        string? first = one.Session;
        engine.Cut();
        await AdvanceUntilAsync(() => one.Session != first);
        engine.Repair();
        watches.SetResult();
        await AdvanceUntilAsync(() => joined.IsCompleted);
        await joined;
        Assert.That(one.State, Is.EqualTo(ClusterState.Joined));
    }

    [Test]
    public async Task A_broker_that_leaves_while_its_session_begins_runs_no_session()
    {
        FaultyEngine engine = new(TimedEngine);
        Broker broker = CreateBroker("one");
        string? member = null;
        TaskCompletionSource<Task> leaving = new();
        engine.Written = (key, cancelled) =>
        {
            if (key.StartsWith("member.", StringComparison.Ordinal))
            {
                member = key;
                leaving.SetResult(broker.FindCluster()!.DisposeAsync().AsTask());

                // The broker has looked for a session to end, and found none.
                _ = cancelled.WaitHandle.WaitOne(Generous);
            }
        };
        _ = broker.JoinCluster(engine, Options);
        await (await leaving.Task.WaitAsync(Limit)).WaitAsync(Limit);
        Assert.That(await TimedEngine.Directory.ReadAsync(DirectoryTable.Shards, member!, Limit), Is.Null, "its entry as a member");
    }

    [Test]
    public async Task A_broker_leaves_although_a_watch_ignores_its_cancellation_and_the_clock_stands_still()
    {
        TaskCompletionSource watches = new();
        FaultyEngine engine = new(TimedEngine) { Watches = watches.Task, IsDeaf = true };
        ClusterBroker one = Join("one", Options with { LeaseTime = TimeSpan.FromSeconds(1) }, engine);
        await Eventually(() => one.Session is not null, "the first session");

        await one.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(one.State, Is.EqualTo(ClusterState.Left));
        watches.SetResult();
    }

    [Test]
    public async Task A_broker_whose_lease_is_lost_while_it_leaves_does_not_join_again()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options with { LeaveTimeout = Generous }, engine);
        await Eventually(() => one.ShardCount == Options.Shards, "all shards");
        TaskCompletionSource release = new();
        TaskCompletionSource handling = new(TaskCreationOptions.RunContinuationsAsynchronously);
        one.Broker.Register("held/{id}", _ => new Held(release.Task, handling));
        Task<string> ask = one.Actor("held/1").AskAsync<string>("a", cancellationToken: Limit).AsTask();
        await handling.Task.WaitAsync(Limit);
        Task leaving = one.DisposeAsync().AsTask();
        await Eventually(() => one.ShardCount == 0, "the shards are closed");
        engine.Cut();
        await AdvanceUntilAsync(() => one.Session is null);
        engine.Repair();
        release.SetResult();
        await leaving.WaitAsync(Limit);
        Assert.That(await ask.WaitAsync(Limit), Is.EqualTo("done"));
        Assert.That((one.State, one.Statistics.Joins), Is.EqualTo((ClusterState.Left, 1L)));
    }

    [Test]
    public async Task An_actor_that_leaves_its_own_cluster_does_not_wait_for_itself([Values] bool afterAnAwait)
    {
        // Longer than the test: the drain of the actor's shard would wait for the actor.
        ClusterBroker one = await JoinedAsync("one", LongLease with { LeaveTimeout = 10 * TimeLimit });
        await Eventually(() => one.ShardCount == LongLease.Shards, "all shards");
        TaskCompletionSource<bool> returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        one.Broker.Register("leaver/{id}", _ => new Leaver(one, afterAnAwait, returned));
        await one.Actor("leaver/1").TellAsync("leave", Limit);

        Assert.That(await returned.Task.WaitAsync(Limit), Is.True, "the task is complete at once");
        await one.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(one.State, Is.EqualTo(ClusterState.Left));
    }

    [Test]
    public async Task A_broker_leaves_without_an_exception_when_the_engine_cannot_be_reached()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker client = await JoinedAsync("client", Options with { TakesShards = false, LeaveTimeout = TimeSpan.FromMilliseconds(200) }, engine);
        engine.Cut();
        await client.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(client.State, Is.EqualTo(ClusterState.Left));
    }

    [Test]
    public async Task A_broker_leaves_whatever_its_directory_and_its_engine_throw([Values] bool takesShards)
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterOptions options = Options with { TakesShards = takesShards, LeaveTimeout = TimeSpan.FromMilliseconds(200) };
        ClusterBroker one = BrokerClusterExtensions.JoinCluster(CreateBroker("one"), new FailingEnd(engine), options, ownsEngine: true);
        await one.WaitUntilJoinedAsync(Limit);
        await Eventually(() => !takesShards || one.ShardCount == options.Shards, "all shards");
        engine.Failure = new FormatException("a directory of users");
        await one.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That((one.State, one.Session), Is.EqualTo((ClusterState.Left, (string?)null)));
        long writes = engine.Writes;
        engine.Failure = null;
        for (int i = 0; i < 100; i++)
        {
            // Until the lease is over: several renewals would be due.
            await AdvanceAsync();
        }

        Assert.That(engine.Writes, Is.EqualTo(writes), "the lease is not renewed");
    }

    [Test]
    public async Task A_wait_for_the_join_ends_when_the_broker_leaves_and_its_engine_throws()
    {
        FaultyEngine engine = new(TimedEngine) { Failure = new FormatException("a directory of users") };
        ClusterBroker one = BrokerClusterExtensions.JoinCluster(CreateBroker("one"), new FailingEnd(engine), Options, ownsEngine: true);
        Task joined = one.WaitUntilJoinedAsync(Limit);
        await one.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(async () => await joined, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_call_of_the_engine_that_never_ends_holds_up_no_shard_for_ever()
    {
        FaultyEngine engine = new(TimedEngine) { HangsNextWriteOf = "shard." };
        ClusterBroker one = await JoinedAsync("one", Options, engine);
        await AdvanceUntilAsync(() => one.ShardCount == Options.Shards);
        Assert.That((engine.HangsNextWriteOf, one.Statistics.LostLeases), Is.EqualTo(((string?)null, 0L)));
    }

    [Test]
    public async Task A_session_ends_whose_entry_as_a_member_was_removed_while_it_had_no_watch()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options, engine);
        string first = one.Session!;
        string member = $"member.{first}";
        engine.Cut();
        DirectoryEntry entry = (await TimedEngine.Directory.ReadAsync(DirectoryTable.Shards, member, Limit))!.Value;
        Assert.That(await TimedEngine.Directory.TryDeleteAsync(DirectoryTable.Shards, member, entry.Revision, Limit), Is.True);
        engine.Repair();
        await AdvanceUntilAsync(() => one.Session is { } session && session != first && one.State == ClusterState.Joined);
        Assert.That(one.Members.Select(static known => known.Session), Is.EqualTo(new[] { one.Session }));
    }

    [Test]
    public async Task A_connection_to_a_member_that_has_gone_while_the_broker_had_no_session_ends()
    {
        FaultyEngine engine = new(TimedEngine);
        ClusterBroker one = await JoinedAsync("one", Options with { TakesShards = false }, engine);
        ClusterBroker two = await JoinedAsync("two", Options, TimedEngine);
        ClusterRouting routing = ((ClusterPlacement)one.Broker.Placement!).Routing;
        await AdvanceUntilAsync(() => one.OwnerOf("item/1") is not null);
        Assert.That(await one.Actor("item/1").AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("two: a"));
        Assert.That(routing.ConnectionCount, Is.EqualTo(1));
        engine.Cut();
        await AdvanceUntilAsync(() => one.Session is null);
        await two.DisposeAsync();
        engine.Repair();
        await AdvanceUntilAsync(() => one.State == ClusterState.Joined);
        Assert.That(routing.ConnectionCount, Is.Zero);
    }

    [Test]
    public async Task A_connection_that_is_made_when_its_member_has_gone_already_ends_too()
    {
        Broker broker = CreateBroker("one");
        MemberConnection connection = new(broker, new ClusterMember("two-1", "two", [broker.LastEndpoint], TakesShards: true));
        Task ending = connection.EndAsync(isLost: true, static () => false, Time, Limit);
        ActorRef made = connection.Client.Actor("item/1");
        Time.Advance(TimeSpan.FromSeconds(10));
        await ending.WaitAsync(Limit);
        Assert.That(async () => await made.AskAsync<string>("a", cancellationToken: Limit), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_connection_of_an_older_look_does_not_end_that_of_the_present()
    {
        Broker broker = CreateBroker("one");
        Broker other = CreateBroker("two");
        _ = other.Spawn("here", static (string text) => text);
        MemberConnection connection = new(broker, new ClusterMember("two-1", "two", [other.LastEndpoint], TakesShards: true));
        Task ending = connection.EndAsync(isLost: true, static () => true, Time, Limit);
        ActorRef made = connection.Client.Actor("here");
        Time.Advance(TimeSpan.FromSeconds(10));
        await ending.WaitAsync(Limit);
        Assert.That(await made.AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("a"));
    }

    [Test]
    public async Task A_shard_that_is_claimed_when_its_broker_leaves_is_handed_over()
    {
        FaultyEngine engine = new(TimedEngine);
        Broker broker = CreateBroker("one");
        using SemaphoreSlim claimed = new(0);
        using SemaphoreSlim leaving = new(0);
        int writes = 0;
        engine.Written = (key, cancelled) =>
        {
            if (key == ClusterTable.KeyOfShard(0) && Interlocked.Increment(ref writes) == 1)
            {
                // The broker does not know yet that it has the shard.
                _ = claimed.Release();
                _ = leaving.Wait(Generous, cancelled);
            }
            else if (broker.FindCluster() is { State: ClusterState.Leaving } && key.StartsWith("member.", StringComparison.Ordinal))
            {
                _ = leaving.Release();
            }
        };
        ClusterBroker one = broker.JoinCluster(engine, Options with { Shards = 1 });
        await claimed.WaitAsync(Limit);
        ClusterBroker two = await JoinedAsync("two", Options with { Shards = 1 }, TimedEngine);

        // It waits for an owner of the shard, and the broker that leaves waits for it.
        Task<string> ask = one.Actor("item/1").AskAsync<string>("a", cancellationToken: Limit).AsTask();
        await Eventually(() => ((ClusterPlacement)broker.Placement!).Routing.Waiting == 1, "a message that waits");
        await one.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(await ask, Does.EndWith(": a"));
        await Eventually(() => two.ShardCount == 1, "two has it");
    }

    [Test]
    public async Task Messages_to_a_cluster_that_the_broker_has_left_fail_with_their_address()
    {
        ClusterBroker one = await JoinedAsync("one", Options, TimedEngine);
        await one.DisposeAsync();
        ActorRef actor = one.Actor("item/1");
        Assert.That(
            async () => await actor.TellAsync("a", Limit),
            Throws.TypeOf<ActorStoppedException>().With.Message.Contains("'item/1'").And.Property(nameof(ActorStoppedException.Address)).EqualTo("item/1"));
        Assert.That(
            async () => await actor.AskAsync<string>("a", cancellationToken: Limit), Throws.TypeOf<ActorStoppedException>().With.Message.Contains("'item/1'"));
    }

    [Test]
    public async Task Others_reach_a_broker_at_an_endpoint_of_other_processes_if_it_has_one()
    {
        string inner = Inproc();
        await using Broker broker = new(
            $"{inner},{AnyPort}", new BrokerOptions { Listening = On(new BrokerListenerOptions()), Connecting = On(new BrokerClientOptions()) });
        Assert.That(broker.Endpoints[0], Is.EqualTo(inner));
        Assert.That(MemberEndpoints.Find(broker, new ClusterOptions()), Is.EqualTo(new[] { broker.LastEndpoint, inner }));
    }

    [TestCase("", "is no endpoint")]
    [TestCase("shop.example:5571", "is no endpoint")]
    [TestCase("@tcp://shop.example:5571", "is no endpoint")]
    [TestCase(">tcp://shop.example:5571", "is no endpoint")]
    [TestCase("tcp://a:5555,tcp://*:5556,tcp://c:5557", "is no endpoint")]
    [TestCase("tcp://:5571", "is no endpoint")]
    [TestCase("tcp://shop.example:0", "is no endpoint")]
    [TestCase("tcp://shop.example:00", "is no endpoint")]
    [TestCase("tcp://shop example:5571", "is no endpoint")]
    [TestCase("ipc://", "is no endpoint")]
    [TestCase("ipc:///run/a.sock,ipc:///run/b.sock", "is no endpoint")]
    [TestCase("tcp://*:5571", "Wildcards are for Bind")]
    [TestCase("tcp://0.0.0.0:5571", "means all interfaces")]
    [TestCase("tcp://[::]:5571", "means all interfaces")]
    [TestCase("tcp://shop.example", "is no endpoint")]
    [TestCase("tcp://shop.example:70000", "port")]
    public void An_endpoint_to_which_others_cannot_connect_is_refused(string endpoint, string text) => Assert.That(
        () => new ClusterOptions { Endpoints = ["tcp://shop.example:5571", endpoint] }, Throws.ArgumentException.With.Message.Contains(text));

    [TestCase("ipc:///run/my shop, left.sock")]
    [TestCase("inproc://shop, left")]
    public void An_endpoint_that_is_no_list_may_have_blanks_and_commas(string endpoint) =>
        Assert.That(new ClusterOptions { Endpoints = [endpoint] }.Endpoints, Is.EqualTo(new[] { endpoint }));

    [Test]
    public void A_broker_has_endpoints_or_null() => Assert.That(() => new ClusterOptions { Endpoints = [] }, Throws.ArgumentException.With.Message.Contains("TakesShards"));

    private sealed class FailingEnd(IClusterEngine inner) : IClusterEngine, IAsyncDisposable
    {
        public IActorDirectory Directory => inner.Directory;

        public IDurableLog Log => inner.Log;

        public ValueTask DisposeAsync() => ValueTask.FromException(new FormatException("an engine of users"));
    }

    private sealed class Leaver(ClusterBroker cluster, bool afterAnAwait, TaskCompletionSource<bool> returned) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (afterAnAwait)
            {
                await Task.Yield();
            }

            Task leaving = cluster.DisposeAsync().AsTask();
            bool isComplete = leaving.IsCompleted;
            await leaving;
            returned.SetResult(isComplete);
        }
    }

    private sealed class Held(Task release, TaskCompletionSource handling) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _ = handling.TrySetResult();
            await release;
            context.Reply("done");
        }
    }
}
