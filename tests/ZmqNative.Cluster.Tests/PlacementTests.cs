using System.Text;
using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Cluster.Tests;

/// <summary>The places of keyed actors, and the ways of messages to them.</summary>
public sealed class PlacementTests : ClusterTest
{
    private const int Keys = 100;
    private const int MovesAtOnce = 3;

    [Test]
    public async Task A_broker_alone_owns_all_keys_and_reaches_them_without_a_socket()
    {
        ClusterBroker one = await JoinedAsync("one");
        Assert.That(await one.Actor("item/1").AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("one: a"));
        Assert.That(await one.Broker.Actor("item/1").AskAsync<string>("b", cancellationToken: Limit), Is.EqualTo("one: b"));
        Assert.That(one.Broker.RemoteStatistics.Received, Is.Zero);
        Assert.That(one.Broker.ActorCount, Is.EqualTo(1));
        Assert.That(one.OwnerOf("item/1")!.Name, Is.EqualTo("one"));
    }

    [Test]
    public async Task Each_key_lives_on_one_broker_and_is_reached_from_all()
    {
        ClusterBroker[] clusters = [await JoinedAsync("one"), await JoinedAsync("two"), await JoinedAsync("three")];
        await BalancedAsync(clusters);
        HashSet<string> owners = new(StringComparer.Ordinal);
        for (int i = 0; i < Keys; i++)
        {
            List<string> answers = [];
            foreach (ClusterBroker cluster in clusters)
            {
                answers.Add(await cluster.Actor($"item/{i}").AskAsync<string>("a", cancellationToken: Limit));
            }

            Assert.That(answers.Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1), $"item/{i}");
            owners.UnionWith(answers);
        }

        Assert.That(owners, Has.Count.EqualTo(3));
        Assert.That(clusters.Sum(static cluster => cluster.Broker.Cells.Count(static cell => cell.Registration is not null)), Is.EqualTo(Keys));
        Assert.That(Handled.GroupBy(static entry => entry.Key, StringComparer.Ordinal).Select(static key => key.Select(static entry => entry.Fence).Distinct().Count()), Is.All.EqualTo(1));
    }

    [Test]
    public async Task Messages_are_answered_once_each_while_brokers_join_and_leave()
    {
        ClusterBroker one = await JoinedAsync("one");
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        int asked = 0;
        Task[] senders = [.. Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                _ = Interlocked.Increment(ref asked);
                string answer = await one.Actor($"item/{i % Keys}").AskAsync<string>($"{sender}.{i}", cancellationToken: Limit);
                Assert.That(answer, Does.EndWith($": {sender}.{i}"));
            }
        }))];
        await HandlesAsync("one");
        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        await HandlesAsync("two");
        ClusterBroker three = await JoinedAsync("three");
        await BalancedAsync(one, two, three);
        await two.DisposeAsync();
        await BalancedAsync(one, three);
        await HandlesAsync("three");
        await end.CancelAsync();
        await Task.WhenAll(senders);
        Assert.That(Handled, Has.Count.EqualTo(asked));
        Assert.That(two.State, Is.EqualTo(ClusterState.Left));

        Task HandlesAsync(string broker) => Eventually(() => Handled.Any(entry => entry.Broker == broker), $"'{broker}' handles a message");
    }

    [Test]
    public async Task Fences_of_a_key_never_decrease_and_actors_are_stopped_before_their_shard_moves()
    {
        ClusterBroker one = await JoinedAsync("one");
        for (int i = 0; i < Keys; i++)
        {
            await one.Actor($"item/{i}").TellAsync("a", Limit);
        }

        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        for (int i = 0; i < Keys; i++)
        {
            _ = await one.Actor($"item/{i}").AskAsync<string>("b", cancellationToken: Limit);
        }

        await two.DisposeAsync();
        for (int i = 0; i < Keys; i++)
        {
            _ = await one.Actor($"item/{i}").AskAsync<string>("c", cancellationToken: Limit);
        }

        foreach (IGrouping<string, (string Key, string Broker, Fence Fence)> key in Handled.GroupBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            Assert.That(key.Select(static entry => entry.Fence), Is.Ordered.Ascending, key.Key);
            Assert.That(key.Select(static entry => (entry.Fence, entry.Broker)).Distinct().GroupBy(static entry => entry.Fence).Select(static group => group.Count()), Is.All.EqualTo(1));
        }

        Assert.That(Handled, Has.Count.EqualTo(3 * Keys), "each once");
        Assert.That(Stopped.Select(static entry => entry.Broker).Distinct(StringComparer.Ordinal), Is.EquivalentTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task A_broker_hands_over_some_shards_at_once_when_another_one_has_joined()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ClusterBroker one = await JoinedAsync("one", LongLease with { MaxMoves = MovesAtOnce });
        await Eventually(() => one.ShardCount == LongLease.Shards, "all shards");
        one.Broker.Register("held/{id}", _ => new Held(this, release.Task));
        string[] oneOfEachShard =
        [
            .. Enumerable.Range(0, 1000).Select(static i => $"held/{i}").DistinctBy(static address => ShardHash.ShardOf(address, LongLease.Shards)),
        ];
        foreach (string address in oneOfEachShard)
        {
            await one.Actor(address).TellAsync("a", Limit);
        }

        await Eventually(() => Handled.Count == LongLease.Shards, "a handling in each shard, so that no shard is handed over before it completes");
        ClusterBroker two = await JoinedAsync("two");
        await Eventually(() => one.ShardCount <= LongLease.Shards - MovesAtOnce, "the first shards are to be handed over");

        // A change of the table: the broker looks again for what it has too many of.
        _ = await JoinedAsync("client", LongLease with { TakesShards = false });
        await Eventually(() => one.Members.Count == 3, "it knows the client");
        (int, int) held = (one.ShardCount, two.ShardCount);
        release.SetResult();
        Assert.That(held, Is.EqualTo((LongLease.Shards - MovesAtOnce, 0)));
        await BalancedAsync(one, two);
    }

    [Test]
    public async Task A_broker_without_shards_reaches_all_actors_and_makes_none()
    {
        ClusterBroker one = await JoinedAsync("one");
        ClusterBroker client = await JoinedAsync("client", LongLease with { TakesShards = false });
        Assert.That(await client.Actor("item/1").AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("one: a"));
        Assert.That(await client.Broker.Actor("item/1").AskAsync<string>("b", cancellationToken: Limit), Is.EqualTo("one: b"));
        Assert.That(client.ShardCount, Is.Zero);
        Assert.That(client.Broker.ActorCount, Is.Zero);
        await Eventually(() => one.Members.Count == 2, "it knows the client");
        Assert.That(one.Members.Select(static member => member.Name), Is.EquivalentTo(new[] { "one", "client" }));
    }

    [Test]
    public async Task A_peer_without_cluster_gets_its_answer_through_any_broker()
    {
        ClusterBroker one = await JoinedAsync("one");
        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        await using AsyncSocket request = Connected(SocketType.Req, one.Broker.LastEndpoint);
        for (int i = 0; i < Keys; i++)
        {
            await request.SendAsync([$"item/{i}\ntext", "a"], Limit);
            Assert.That(await ReceiveTexts(request), Is.EqualTo(new[] { $"{one.OwnerOf($"item/{i}")!.Name}: a" }));
        }

        await using BrokerClient client = new(one.Broker.LastEndpoint, On(new BrokerClientOptions { AskTimeout = 5 * Generous }));
        string other = Enumerable.Range(0, Keys).Select(static i => $"item/{i}").First(address => one.OwnerOf(address)!.Name == "two");
        await client.Actor(other).TellAsync("told", Limit);
        Assert.That(await client.Actor(other).AskAsync<string>("b", cancellationToken: Limit), Is.EqualTo("two: b"));
        await Eventually(() => Handled.Count(entry => entry.Key == other[5..]) == 3, "the tell is handled");
        Assert.That(async () => await client.Actor("unknown/1").AskAsync<string>("b", cancellationToken: Limit), Throws.TypeOf<ActorNotFoundException>());
        Assert.That((one.Statistics.Redirected, two.Statistics.Redirected, two.Statistics.Forwarded), Is.EqualTo((0L, 0L, 0L)));
        Assert.That(one.Statistics.Forwarded, Is.EqualTo(Enumerable.Range(0, Keys).Count(i => one.OwnerOf($"item/{i}")!.Name == "two") + 2));
    }

    [Test]
    public async Task A_peer_without_cluster_watches_an_actor_through_a_broker_that_does_not_have_it()
    {
        ClusterBroker one = await JoinedAsync("one");
        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        string other = Enumerable.Range(0, Keys).Select(static i => $"item/{i}").First(address => one.OwnerOf(address)!.Name == "two");
        Assert.That(await one.Actor(other).AskAsync<string>("a", cancellationToken: Limit), Is.EqualTo("two: a"));
        Broker outside = CreateBroker("outside");
        ActorRef watched = outside.Actor(RemoteAddress.Join(one.Broker.LastEndpoint, other));
        TaskCompletionSource<ActorStopped> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef watcher = outside.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped notification)
            {
                _ = stopped.TrySetResult(notification);
            }
            else
            {
                context.Watch(watched);
            }

            return default;
        });
        await watcher.TellAsync("watch", Limit);
        await Eventually(() => two.Broker.Listeners[0].SubscriptionCount == 1, "the owner has the watch");
        Assert.That(stopped.Task.IsCompleted, Is.False);
        await two.Broker.StopAsync(two.Broker.Find(other)!);
        ActorStopped end = await stopped.Task.WaitAsync(Limit);
        Assert.That((end.Actor, end.Cause), Is.EqualTo((watched, (Exception?)null)));
        await Eventually(() => one.Broker.Listeners[0].SubscriptionCount == 0, "the watch has ended");
    }

    [Test]
    public async Task An_ask_with_an_old_fence_comes_back_whole_and_a_tell_is_passed_on()
    {
        ClusterBroker one = await JoinedAsync("one");
        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        string own = Enumerable.Range(0, Keys).Select(static i => $"item/{i}").First(address => one.OwnerOf(address)!.Name == "one");
        string other = Enumerable.Range(0, Keys).Select(static i => $"item/{i}").First(address => one.OwnerOf(address)!.Name == "two");
        await using AsyncSocket dealer = Connected(SocketType.Dealer, one.Broker.LastEndpoint);
        foreach (string address in new[] { own, other })
        {
            byte[] header = Encoding.UTF8.GetBytes($"{address}\ntext\n\nepoch 1.1");
            await dealer.SendAsync([Frames.Correlation(7), "", header, "ask"u8], Limit);
            byte[][] answer = await ReceiveBytes(dealer);
            Assert.That(answer[0], Is.EqualTo(Frames.Correlation(7, status: 7)));
            Assert.That(Encoding.UTF8.GetString(answer[2]), Is.EqualTo($"'{address}' is not owned here under 1.1"));
            Assert.That(answer[3..], Is.EqualTo(new[] { header, "ask"u8.ToArray() }));
            await dealer.SendAsync([Frames.Correlation(0), "", header, "tell"u8], Limit);
        }

        await Eventually(() => Handled.Count == 2, "both tells are handled");
        Assert.That(Handled.Select(static entry => entry.Broker), Is.EquivalentTo(new[] { "one", "two" }));
        Assert.That((one.Statistics.Redirected, one.Statistics.Forwarded), Is.EqualTo((4L, 0L)));
    }

    [Test]
    public async Task A_broker_that_has_not_joined_makes_no_actor_for_a_message_with_a_fence()
    {
        Broker broker = CreateBroker("one");
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        byte[] header = "item/1\ntext\n\nepoch 1.1"u8.ToArray();

        await dealer.SendAsync([Frames.Correlation(0), "", header, "tell"u8], Limit);
        await dealer.SendAsync([Frames.Correlation(7), "", header, "ask"u8], Limit);

        byte[][] answer = await ReceiveBytes(dealer);
        Assert.That(answer[0], Is.EqualTo(Frames.Correlation(7, status: 7)));
        Assert.That((Handled.Count, broker.ActorCount, broker.DeadLetters.CountOf(DeadLetterReason.NotFound)), Is.EqualTo((0, 0, 1L)));
    }

    [Test]
    public async Task An_address_that_nobody_registers_is_not_found()
    {
        ClusterBroker one = await JoinedAsync("one");
        ClusterBroker two = await JoinedAsync("two");
        await BalancedAsync(one, two);
        for (int i = 0; i < 10; i++)
        {
            ActorRef actor = one.Actor($"unknown/{i}");
            Assert.That(async () => await actor.AskAsync<string>("a", cancellationToken: Limit), Throws.TypeOf<ActorNotFoundException>());
        }

        Assert.That(() => one.Actor("name"), Throws.ArgumentException.With.Message.Contains("has no key"));
    }

    [Test]
    public async Task Actors_that_stay_local_are_made_by_each_broker()
    {
        ClusterBroker[] clusters = [await JoinedAsync("one"), await JoinedAsync("two")];
        await BalancedAsync(clusters);
        foreach (ClusterBroker cluster in clusters)
        {
            cluster.Broker.Register("cache/{id}", id => new Item(this, id), new KeyedOptions { StaysLocal = true, PassivateAfter = null });
        }

        for (int i = 0; i < 10; i++)
        {
            string address = $"cache/{i}";
            ActorRef[] actors = [.. clusters.Select(cluster => cluster.Broker.Actor(address))];
            Assert.That(actors.Select(static actor => actor.Owner.Options.Name), Is.EqualTo(new[] { "one", "two" }));
            Assert.That(actors, Has.None.InstanceOf<ClusterRef>());
        }
    }

    [Test]
    public async Task Keyed_actors_that_were_made_before_the_broker_joined_are_stopped()
    {
        Broker broker = CreateBroker("one");
        broker.Register("early/{id}", _ => new Early(Stopped));
        await broker.Actor("early/1").AskAsync<bool>("a", cancellationToken: Limit);
        await using ClusterBroker cluster = broker.JoinCluster(Engine, LongLease);
        await cluster.WaitUntilJoinedAsync(Limit);
        Assert.That(Stopped, Is.EqualTo(new[] { ("early", "one") }));
        Assert.That(() => broker.JoinCluster(Engine), Throws.InvalidOperationException.With.Message.Contains("has joined a cluster already"));
    }

    [Test]
    public async Task Another_number_of_shards_is_refused()
    {
        _ = await JoinedAsync("one");
        ClusterBroker two = Join("two", LongLease with { Shards = 64 });
        Assert.That(async () => await two.WaitUntilJoinedAsync(Limit), Throws.TypeOf<ClusterSettingsException>().With.Message.Contains("32 shards"));
        Assert.That(two.State, Is.EqualTo(ClusterState.Refused));
        Assert.That(two.Failure, Is.TypeOf<ClusterSettingsException>());
    }

    private sealed class Held(PlacementTests test, Task release) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            test.Handled.Enqueue(("held", context.Broker.Options.Name, context.Fence));
            await release;
        }
    }

    private sealed class Early(System.Collections.Concurrent.ConcurrentQueue<(string, string)> stopped) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(context.Fence.IsNone);
            return default;
        }

        public override ValueTask OnStoppingAsync(ActorContext context)
        {
            stopped.Enqueue(("early", context.Broker.Options.Name));
            return default;
        }
    }
}
