namespace ZmqNative.Actors.Tests;

public sealed class TopicTests : BrokerTest
{
    [Test]
    public async Task A_prefix_gets_the_topics_that_begin_with_it()
    {
        Broker broker = CreateBroker();
        Listener all = new(broker, "all", string.Empty);
        Listener prices = new(broker, "prices", "prices");
        Listener folder = new(broker, "folder", "prices/");
        Listener exact = new(broker, "exact", "prices/EUR");
        Assert.That(broker.Topics.Publish("prices/EUR", 1), Is.EqualTo(4));
        Assert.That(broker.Topics.Publish("prices2", 2), Is.EqualTo(2));
        Assert.That(broker.Topics.Publish("news", 3), Is.EqualTo(1));
        Assert.That(broker.Topics.Publish("prices/EURO", 4), Is.EqualTo(4));
        Assert.That(broker.Topics.Published, Is.EqualTo(4));
        Assert.That(await all.TakeAsync(4, Limit), Is.EqualTo(new[] { "prices/EUR=1", "prices2=2", "news=3", "prices/EURO=4" }));
        Assert.That(await prices.TakeAsync(3, Limit), Is.EqualTo(new[] { "prices/EUR=1", "prices2=2", "prices/EURO=4" }));
        Assert.That(await folder.TakeAsync(2, Limit), Is.EqualTo(new[] { "prices/EUR=1", "prices/EURO=4" }));
        Assert.That(await exact.TakeAsync(2, Limit), Is.EqualTo(new[] { "prices/EUR=1", "prices/EURO=4" }));
    }

    [Test]
    public async Task Several_matching_prefixes_give_a_message_once()
    {
        Broker broker = CreateBroker();
        Listener listener = new(broker, "listener", "a", "a/b", string.Empty);
        Listener other = new(broker, "other", "a/b");
        Assert.That(broker.Topics.Subscribe("a", broker.Actor("listener")), Is.False, "by another reference");
        Assert.That(broker.Topics.Subscriptions, Is.EqualTo(4));
        for (int i = 0; i < 100; i++)
        {
            Assert.That(broker.Topics.Publish("a/b/c", i), Is.EqualTo(2));
        }

        Assert.That(await listener.TakeAsync(100, Limit), Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"a/b/c={i}")));
        Assert.That(await other.TakeAsync(100, Limit), Has.Length.EqualTo(100));
    }

    [Test]
    public async Task An_unsubscribed_actor_gets_no_more_messages()
    {
        Broker broker = CreateBroker();
        Listener listener = new(broker, "listener", "a", "b");
        Assert.That(broker.Topics.Unsubscribe("a", listener.Actor), Is.True);
        Assert.That(broker.Topics.Unsubscribe("a", listener.Actor), Is.False);
        Assert.That(broker.Topics.Publish("a", 1), Is.Zero);
        Assert.That(broker.Topics.Publish("b", 2), Is.EqualTo(1));
        Assert.That(broker.Topics.Unsubscribe(broker.Actor("listener")), Is.True);
        Assert.That(broker.Topics.Unsubscribe(listener.Actor), Is.False);
        Assert.That(broker.Topics.Publish("b", 3), Is.Zero);
        Assert.That(broker.Topics.Subscriptions, Is.Zero);
        Assert.That(await listener.TakeAsync(1, Limit), Is.EqualTo(new[] { "b=2" }));
    }

    [Test]
    public async Task An_actor_that_stops_is_unsubscribed_and_one_that_is_restarted_is_not()
    {
        Broker broker = CreateBroker();
        Listener listener = new(broker, "listener", "a", "b");
        await listener.Actor.TellAsync("fail", Limit);
        await Eventually(() => broker.Restarts == 1, "restarted");
        Assert.That(broker.Topics.Publish("a", 1), Is.EqualTo(1));
        Assert.That(await listener.TakeAsync(1, Limit), Is.EqualTo(new[] { "a=1" }));
        await broker.StopAsync(listener.Actor);
        await Eventually(() => broker.Topics.Subscriptions == 0, "unsubscribed");
    }

    [Test]
    public async Task A_successor_at_the_same_address_keeps_its_subscription()
    {
        Broker broker = CreateBroker();
        for (int i = 0; i < 200; i++)
        {
            Listener before = new(broker, "listener", "a");
            await broker.StopAsync(before.Actor);
            _ = broker.Topics.Publish("a", "unknown");
        }

        Listener last = new(broker, "listener", "a");
        Listener end = new(broker, "end", "b");
        for (int i = 0; i < 10; i++)
        {
            _ = broker.Topics.Publish("b", i);
            Assert.That(await end.TakeAsync(1, Limit), Has.Length.EqualTo(1));
            Assert.That(broker.Topics.Publish("a", i), Is.EqualTo(1));
        }

        Assert.That(await last.TakeAsync(10, Limit), Has.Length.EqualTo(10));
    }

    [Test]
    public async Task A_successor_may_subscribe_before_its_predecessors_stop_is_processed()
    {
        Broker broker = CreateBroker();
        using ManualResetEventSlim news = new();
        Listener first = new(broker, "listener", "a", "b");

        // Blocks the actor that gets the notification.
        using ManualResetEventSlim held = new();
        _ = broker.Topics.Subscribe("c", new CountedRef(broker, "n", static () => { }, () =>
        {
            held.Set();
            news.Wait(Limit);
        }));
        held.Wait(Limit);
        await broker.StopAsync(first.Actor);
        Listener second = new(broker, "listener", "a");
        Assert.That(broker.Topics.Subscribe("a", first.Actor), Is.False, "it has stopped, and its address is another one's");
        news.Set();
        Listener end = new(broker, "end", "d");
        await broker.StopAsync(end.Actor);
        await Eventually(() => broker.Topics.Subscriptions == 2, "all news have come");
        Assert.That(broker.Topics.Publish("a", 1), Is.EqualTo(1));
        Assert.That(broker.Topics.Publish("b", 1), Is.Zero);
        Assert.That(await second.TakeAsync(1, Limit), Is.EqualTo(new[] { "a=1" }));
    }

    [Test]
    public void Subscribing_and_stopping_take_the_same_number_of_steps_however_many_subscribe()
    {
        // Each read of an address is counted: a search through all subscribers would read thousands.
        const int Count = 5_000;
        const int Steps = 20;
        Broker broker = CreateBroker();
        int looks = 0;
        CountedRef[] actors = [.. Enumerable.Range(0, Count).Select(i => new CountedRef(broker, $"n/{i}", () => _ = Interlocked.Increment(ref looks)))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (CountedRef actor in actors)
        {
            _ = broker.Topics.Subscribe("a", actor);
            _ = broker.Topics.Subscribe("a/b", actor);
        }

        Assert.That(looks, Is.LessThan(Count * 2 * Steps));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Count * 2 * 1000L), "no list for each change");
        Assert.That(broker.Topics.Publish("a/b/c", "x"), Is.EqualTo(Count));
        Assert.That(broker.Topics.Subscriptions, Is.EqualTo(2 * Count));
        looks = 0;
        before = GC.GetAllocatedBytesForCurrentThread();
        foreach (CountedRef actor in actors)
        {
            ((ISubscribers)broker.Topics).RemoveStopped(actor);
        }

        Assert.That(broker.Topics.Subscriptions, Is.Zero);
        Assert.That(looks, Is.LessThan(Count * 2 * Steps));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Count * 2 * 1000L), "no list for each change");
        Assert.That(broker.Topics.Publish("a/b/c", "x"), Is.Zero);
    }

    [Test]
    public void Topics_of_many_lengths_are_found_by_their_prefixes()
    {
        Broker broker = CreateBroker();
        CountedRef actor = new(broker, "n", static () => { });
        string topic = new('t', 300);
        for (int length = 0; length <= 300; length++)
        {
            Assert.That(broker.Topics.Subscribe(topic[..length], actor), Is.True);
        }

        for (int length = 0; length <= 300; length++)
        {
            Assert.That(broker.Topics.Publish(topic, "x"), Is.EqualTo(1));
            Assert.That(broker.Topics.Unsubscribe(topic[..length], actor), Is.True);
        }

        Assert.That((broker.Topics.Publish(topic, "x"), broker.Topics.Subscriptions), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_slow_subscriber_blocks_no_other_and_its_losses_are_counted()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        FullMailboxPolicy[] policies = Enum.GetValues<FullMailboxPolicy>();
        foreach (FullMailboxPolicy policy in policies)
        {
            ActorRef slow = held.Spawn(broker, $"slow/{policy}", new ActorOptions { MailboxCapacity = 2, FullMailbox = policy });
            await held.OccupyAsync([slow], Limit);
            _ = broker.Topics.Subscribe("a", slow);
        }

        Listener fast = new(broker, "fast", "a");
        for (int i = 0; i < 100; i++)
        {
            // One frame each, which must be freed wherever it is dropped.
            _ = broker.Topics.Publish("a", Frame.FromText($"{i}"));
            Assert.That(await fast.TakeAsync(1, Limit), Is.EqualTo(new[] { $"a={i}" }));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(broker.Topics.Dropped, Is.EqualTo(2 * 98), "those that wait or fail");
            Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(4 * 98), "all");
        }

        held.Release();
    }

    [Test]
    public async Task Each_subscriber_owns_its_frames()
    {
        Broker broker = CreateBroker();
        Listener[] listeners = [.. Enumerable.Range(0, 3).Select(i => new Listener(broker, $"listener/{i}", "a"))];
        Assert.That(broker.Topics.Publish("a", Frame.FromText("one")), Is.EqualTo(3));
        Assert.That(broker.Topics.Publish("a", MultipartMessage.Create("two", "three")), Is.EqualTo(3));
        Assert.That(broker.Topics.Publish("unknown", Frame.FromText("freed")), Is.Zero);
        foreach (Listener listener in listeners)
        {
            Assert.That(await listener.TakeAsync(2, Limit), Is.EqualTo(new[] { "a=one", "a=two|three" }));
        }
    }

    [Test]
    public async Task A_keyed_actor_is_created_by_a_publication()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        int received = 0;
        broker.Register(
            "order/{id}",
            id => new Subscriber(() => Interlocked.Increment(ref received)),
            new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(10) });
        await broker.Actor("order/1").TellAsync("begin", Limit);
        await Eventually(() => broker.Topics.Subscriptions == 1, "subscribed");
        for (int round = 1; round <= 3; round++)
        {
            Assert.That(broker.Topics.Publish("a", round), Is.EqualTo(1));
            await Eventually(() => Volatile.Read(ref received) == round, "received");
            await Eventually(
                () =>
                {
                    time.Jump(TimeSpan.FromSeconds(3));
                    return broker.ActorCount == 1;
                },
                "passivated");
        }
    }

    [Test]
    public async Task Many_threads_publish_subscribe_and_stop_at_once()
    {
        Broker broker = CreateBroker();
        Listener steady = new(broker, "steady", "topic/");
        int sent = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                Listener other = new(broker, $"other/{thread}-{i}", "topic/", "topic/1");
                int taken = broker.Topics.Publish($"topic/{i}", Frame.FromText("x"));
                Assert.That(taken, Is.GreaterThanOrEqualTo(2));
                _ = Interlocked.Increment(ref sent);
                await broker.StopAsync(other.Actor);
            }
        })));
        Assert.That(await steady.TakeAsync(sent, Limit), Has.Length.EqualTo(800));
        await Eventually(() => broker.Topics.Subscriptions == 1, "all that stopped are unsubscribed");
    }

    [Test]
    public async Task A_disposed_broker_refuses_subscriptions_and_publishes_nothing()
    {
        Broker broker = CreateBroker();
        Listener listener = new(broker, "listener", "a");
        await broker.DisposeAsync();
        Assert.That(broker.Topics.Publish("a", Frame.FromText("freed")), Is.Zero);

        Broker another = CreateBroker();
        await another.DisposeAsync();
        Assert.That(() => another.Topics.Subscribe("a", listener.Actor), Throws.TypeOf<ObjectDisposedException>());
    }

    private sealed class Subscriber(Action received) : Actor
    {
        public override ValueTask OnStartedAsync(ActorContext context)
        {
            _ = context.Broker.Topics.Subscribe("a", context.Self);
            return default;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (message is TopicMessage)
            {
                received();
            }

            return default;
        }
    }
}
