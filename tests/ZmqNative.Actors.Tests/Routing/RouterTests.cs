namespace ZmqNative.Actors.Tests;

public sealed class RouterTests : BrokerTest
{
    [Test]
    public async Task A_router_that_cannot_have_a_routee_does_not_exist([Values] bool isItself)
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", static (string text) => text);
        ActorRef wrong = isItself ? broker.Actor("router") : null!;
        Assert.That(() => broker.SpawnRouter("router", RoutingStrategy.RoundRobin, echo, wrong), Throws.InstanceOf<ArgumentException>());
        await Eventually(() => broker.ActorCount == 1, "its address is free");
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, echo);
        Assert.That(await router.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
    }

    [Test]
    public async Task Round_robin_sends_to_each_routee_in_turn()
    {
        Broker broker = CreateBroker();
        Routees routees = new(broker, 3);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, routees.Actors);
        for (int i = 0; i < 30; i++)
        {
            await router.TellAsync(i, Limit);
        }

        await Eventually(() => routees.Total == 30, "30 messages");
        Assert.That(routees.Counts, Is.All.EqualTo(10));
    }

    [Test]
    public async Task A_full_mailbox_is_skipped_while_another_has_room()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        ActorRef slow = held.Spawn(broker, "slow", new ActorOptions { MailboxCapacity = 2 });
        Routees routees = new(broker, 1);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, slow, routees.Actors[0]);
        await held.FillAsync(slow, Limit);
        for (int i = 0; i < 100; i++)
        {
            Assert.That(router.TryTell(i), Is.True);
            await Eventually(() => routees.Total == i + 1, "the message");
        }

        held.Release();
    }

    [Test]
    public async Task While_all_mailboxes_are_full_the_sender_waits()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        ActorRef slow = held.Spawn(broker, "slow", new ActorOptions { MailboxCapacity = 2 });
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, slow);
        await held.FillAsync(slow, Limit);
        Assert.That(router.TryTell("no room"), Is.False);
        ValueTask waiting = router.TellAsync("waits", Limit);
        Assert.That(waiting.IsCompleted, Is.False);
        held.Release();
        await waiting;
    }

    [Test]
    public async Task The_least_loaded_routee_gets_the_message()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        ActorRef[] actors = [held.Spawn(broker, "a"), held.Spawn(broker, "b"), held.Spawn(broker, "c")];
        await held.OccupyAsync(actors, Limit);
        int[] before = [5, 2, 9];
        for (int i = 0; i < actors.Length; i++)
        {
            for (int k = 0; k < before[i]; k++)
            {
                await actors[i].TellAsync(k, Limit);
            }
        }

        Router router = broker.SpawnRouter("router", RoutingStrategy.LeastLoaded, actors);
        for (int i = 0; i < 11; i++)
        {
            await router.TellAsync("fill up", Limit);
        }

        // The queues of 5, 2 and 9 became 9, 9 and 9; the last message is the one that is being handled.
        Assert.That(actors.Select(static actor => actor.Load), Is.All.EqualTo(10));
        held.Release();
    }

    [Test]
    public async Task Messages_handled_in_a_running_turn_do_not_count_as_load()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int load = -1;
        bool go = false;
        ActorRef actor = null!;
        actor = broker.Spawn("a", (message, context) =>
        {
            if ((int)message == 0)
            {
                // Blocks on purpose: all messages that follow are handled in this one turn.
                SpinWait.SpinUntil(() => Volatile.Read(ref go) || Limit.IsCancellationRequested);
            }
            else if ((int)message == 100)
            {
                load = actor.Load;
                all.SetResult();
            }

            return default;
        });
        for (int i = 0; i <= 100; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        Volatile.Write(ref go, true);
        await all.Task.WaitAsync(Limit);
        Assert.That(load, Is.EqualTo(1));
    }

    [Test]
    public async Task Routees_are_added_and_removed_while_the_router_runs()
    {
        Broker broker = CreateBroker();
        Routees routees = new(broker, 3);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin);
        Assert.That(router.TryTell("unknown"), Is.False);
        Assert.That(router.Add(routees.Actors[0]), Is.True);
        Assert.That(router.Add(routees.Actors[0]), Is.False);
        Assert.That(router.Add(broker.Actor("routee/0")), Is.False, "the same by another reference");
        Assert.That(router.Add(routees.Actors[1]), Is.True);
        Assert.That(router.Remove(broker.Actor("routee/0")), Is.True);
        Assert.That(router.Remove(routees.Actors[0]), Is.False);
        Assert.That(router.Routees, Is.EqualTo(new[] { routees.Actors[1] }));
        await router.TellAsync("to the one", Limit);
        await Eventually(() => routees.Counts[1] == 1, "the message");
        Assert.That(routees.Total, Is.EqualTo(1));
    }

    [Test]
    public async Task A_routee_that_stops_leaves_the_router()
    {
        Broker broker = CreateBroker();
        Routees routees = new(broker, 2);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, routees.Actors);
        await broker.StopAsync(routees.Actors[0]);
        for (int i = 0; i < 10; i++)
        {
            await router.TellAsync(i, Limit);
        }

        await Eventually(() => routees.Counts[1] == 10, "all messages at the other");
        await Eventually(() => router.Routees.Count == 1, "one routee");

        await broker.StopAsync(routees.Actors[1]);
        await Eventually(() => router.Routees.Count == 0, "no routee");
        Assert.That(broker.DeadLetters.Count, Is.Zero);
        Assert.That(async () => await router.TellAsync("unknown"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(async () => await router.AskAsync<int>("unknown"), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.NotFound), Is.EqualTo(2));
    }

    [Test]
    public async Task An_actor_with_the_address_of_a_stopped_routee_may_be_added_at_once()
    {
        Broker broker = CreateBroker();
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin);
        for (int i = 0; i < 200; i++)
        {
            ActorRef routee = broker.Spawn("routee", (int number) => number);
            Assert.That(router.Add(routee), Is.True);
            await broker.StopAsync(routee);
            _ = router.Remove(routee);
        }

        ActorRef last = broker.Spawn("routee", (int number) => number + 1);
        _ = router.Add(last);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(await router.AskAsync<int>(i, cancellationToken: Limit), Is.EqualTo(i + 1));
        }
    }

    [Test]
    public async Task Keyed_routees_stay_routees_when_they_are_passivated()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        int made = 0;
        broker.Register(
            "worker/{id}",
            id =>
            {
                _ = Interlocked.Increment(ref made);
                return new Echo();
            },
            new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(10) });
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, broker.Actor("worker/1"), broker.Actor("worker/2"));
        for (int round = 1; round <= 3; round++)
        {
            Assert.That(await router.AskAsync<int>(1, cancellationToken: Limit), Is.EqualTo(1));
            Assert.That(await router.AskAsync<int>(2, cancellationToken: Limit), Is.EqualTo(2));
            Assert.That(made, Is.EqualTo(2 * round));
            await Eventually(
                () =>
                {
                    time.Jump(TimeSpan.FromSeconds(3));
                    return broker.ActorCount == 1;
                },
                "passivated");
            Assert.That(router.Routees, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_router_is_reached_by_its_address_too()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", (int number) => number);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, echo);
        Assert.That(await broker.Actor("router").AskAsync<int>(7, cancellationToken: Limit), Is.EqualTo(7));
        Router outer = broker.SpawnRouter("outer", RoutingStrategy.RoundRobin, router);
        Assert.That(await outer.AskAsync<int>(8, cancellationToken: Limit), Is.EqualTo(8));
    }

    [Test]
    public async Task A_stopped_router_refuses_messages_and_its_routees_continue()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", (int number) => number);
        Router router = broker.SpawnRouter("router", RoutingStrategy.RoundRobin, echo);
        TaskCompletionSource<ActorRef> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef watcher = broker.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped news)
            {
                stopped.SetResult(news.Actor);
            }
            else
            {
                context.Watch(router);
            }

            return default;
        });
        await watcher.TellAsync("watch", Limit);
        await broker.StopAsync(router);
        Assert.That(await stopped.Task.WaitAsync(Limit), Is.SameAs(router));
        Assert.That(async () => await router.TellAsync(1), Throws.TypeOf<ActorStoppedException>());
        Assert.That(() => router.Add(echo), Throws.TypeOf<ActorStoppedException>());
        Assert.That(await echo.AskAsync<int>(3, cancellationToken: Limit), Is.EqualTo(3));
    }

    [Test]
    public void A_router_cannot_be_its_own_routee()
    {
        Broker broker = CreateBroker();
        Router router = broker.SpawnRouter("router", RoutingStrategy.Broadcast);
        Assert.That(() => router.Add(router), Throws.ArgumentException);
        Assert.That(() => router.Add(broker.Actor("router")), Throws.ArgumentException);
        Router other = broker.SpawnRouter("other", RoutingStrategy.RoundRobin, router);
        Router outer = broker.SpawnRouter("outer", RoutingStrategy.RoundRobin, other);
        Assert.That(() => router.Add(other), Throws.ArgumentException);
        Assert.That(() => router.Add(outer), Throws.ArgumentException);
    }

    [Test]
    public async Task Two_routers_that_are_added_to_each_other_at_once_make_no_circle()
    {
        Broker broker = CreateBroker();
        for (int i = 0; i < 200; i++)
        {
            Router one = broker.SpawnRouter($"one/{i}", RoutingStrategy.Broadcast);
            Router two = broker.SpawnRouter($"two/{i}", RoutingStrategy.Broadcast);
            using Barrier both = new(2);
            bool[] added = await Task.WhenAll(Task.Run(() => TryAdd(both, one, two)), Task.Run(() => TryAdd(both, two, one)));
            Assert.That(added.Count(static isAdded => isAdded), Is.EqualTo(1));
        }

        static bool TryAdd(Barrier both, Router router, Router routee)
        {
            _ = both.SignalAndWait(Generous);
            try
            {
                return router.Add(routee);
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
    }

    [TestCase(RoutingStrategy.RoundRobin)]
    [TestCase(RoutingStrategy.LeastLoaded)]
    [TestCase(RoutingStrategy.ConsistentHash)]
    public async Task A_tell_through_a_router_allocates_nothing(RoutingStrategy strategy)
    {
        const int Messages = 10_000;
        Broker broker = CreateBroker();
        Routees routees = new(broker, 4, new ActorOptions { MailboxCapacity = 2 * Messages });
        Router router = broker.SpawnRouter("router", strategy, routees.Actors);
        string message = "the same message";
        long Measure()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Messages; i++)
            {
                _ = router.TryTell(message);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first round grows the mailboxes.
        long allocated = Measure();
        for (int round = 1; round < 20 && allocated > 0; round++)
        {
            int sent = round * Messages;
            await Eventually(() => routees.Total == sent, "all handled");
            allocated = Measure();
        }

        Assert.That(allocated, Is.Zero);
    }

    private sealed class Echo : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply((int)message);
            return default;
        }
    }
}
