using System.Threading.Channels;

namespace ZmqNative.Actors.Tests;

public sealed class EventTests : BrokerTest
{
    private interface IAlarm;

    [Test]
    public async Task Subscribers_of_the_type_its_bases_and_its_interfaces_get_a_message()
    {
        Broker broker = CreateBroker();
        Subscriber all = new(broker, "all");
        Subscriber orders = new(broker, "orders");
        Subscriber urgent = new(broker, "urgent");
        Subscriber alarms = new(broker, "alarms");
        Subscriber numbers = new(broker, "numbers");
        Assert.That(broker.Events.Subscribe<object>(all.Actor), Is.True);
        Assert.That(broker.Events.Subscribe<Order>(orders.Actor), Is.True);
        Assert.That(broker.Events.Subscribe<UrgentOrder>(urgent.Actor), Is.True);
        Assert.That(broker.Events.Subscribe<IAlarm>(alarms.Actor), Is.True);
        Assert.That(broker.Events.Subscribe<int>(numbers.Actor), Is.True);
        for (int round = 0; round < 2; round++)
        {
            Assert.That(broker.Events.Publish(new Order("1")), Is.EqualTo(2));
            Assert.That(broker.Events.Publish(new UrgentOrder("2")), Is.EqualTo(4));
            Assert.That(broker.Events.Publish(new Fire("3")), Is.EqualTo(2));
            Assert.That(broker.Events.Publish(4), Is.EqualTo(2));
            Assert.That(await all.TakeAsync(4, Limit), Is.EqualTo(new object[] { new Order("1"), new UrgentOrder("2"), new Fire("3"), 4 }));
            Assert.That(await orders.TakeAsync(2, Limit), Is.EqualTo(new object[] { new Order("1"), new UrgentOrder("2") }));
            Assert.That(await urgent.TakeAsync(1, Limit), Is.EqualTo(new object[] { new UrgentOrder("2") }));
            Assert.That(await alarms.TakeAsync(2, Limit), Is.EqualTo(new object[] { new UrgentOrder("2"), new Fire("3") }));
            Assert.That(await numbers.TakeAsync(1, Limit), Is.EqualTo(new object[] { 4 }));
        }

        Assert.That((broker.Events.Published, broker.Events.Dropped, broker.Events.Subscriptions), Is.EqualTo((8L, 0L, 5)));
    }

    [Test]
    public async Task Several_matching_types_give_a_message_once()
    {
        Broker broker = CreateBroker();
        Subscriber subscriber = new(broker, "s");
        Assert.That(broker.Events.Subscribe<Order>(subscriber.Actor), Is.True);
        Assert.That(broker.Events.Subscribe<Order>(broker.Actor("s")), Is.False, "by another reference");
        Assert.That(broker.Events.Subscribe<IAlarm>(broker.Actor("s")), Is.True);
        Assert.That(broker.Events.Subscriptions, Is.EqualTo(2));
        Assert.That(broker.Events.Publish(new UrgentOrder("1")), Is.EqualTo(1));
        Assert.That(broker.Events.Publish(new Fire("2")), Is.EqualTo(1));
        Assert.That(await subscriber.TakeAsync(2, Limit), Is.EqualTo(new object[] { new UrgentOrder("1"), new Fire("2") }));
    }

    [Test]
    public async Task A_change_reaches_types_that_were_published_before()
    {
        Broker broker = CreateBroker();
        Subscriber first = new(broker, "first");
        Subscriber second = new(broker, "second");
        Assert.That(broker.Events.Publish(new Order("0")), Is.Zero);
        Assert.That(broker.Events.Subscribe<Order>(first.Actor), Is.True);
        Assert.That(broker.Events.Publish(new Order("1")), Is.EqualTo(1));
        Assert.That(broker.Events.Subscribe<object>(second.Actor), Is.True);
        Assert.That(broker.Events.Publish(new Order("2")), Is.EqualTo(2));
        Assert.That(broker.Events.Unsubscribe<Order>(first.Actor), Is.True);
        Assert.That(broker.Events.Unsubscribe<Order>(first.Actor), Is.False);
        Assert.That(broker.Events.Publish(new Order("3")), Is.EqualTo(1));
        Assert.That(broker.Events.Unsubscribe(broker.Actor("second")), Is.True);
        Assert.That(broker.Events.Unsubscribe(second.Actor), Is.False);
        Assert.That(broker.Events.Publish(new Order("4")), Is.Zero);
        Assert.That(broker.Events.Subscriptions, Is.Zero);
        Assert.That(await first.TakeAsync(2, Limit), Is.EqualTo(new object[] { new Order("1"), new Order("2") }));
        Assert.That(await second.TakeAsync(2, Limit), Is.EqualTo(new object[] { new Order("2"), new Order("3") }));
    }

    [Test]
    public async Task An_actor_that_stops_is_unsubscribed_and_one_that_is_restarted_is_not()
    {
        Broker broker = CreateBroker();
        Subscriber subscriber = new(broker, "s");
        _ = broker.Events.Subscribe<Order>(subscriber.Actor);
        _ = broker.Events.Subscribe<int>(subscriber.Actor);
        await subscriber.Actor.TellAsync(new FormatException("fail"), Limit);
        await Eventually(() => broker.Restarts == 1, "restarted");
        Assert.That(broker.Events.Publish(1), Is.EqualTo(1));
        Assert.That(await subscriber.TakeAsync(1, Limit), Is.EqualTo(new object[] { 1 }));
        await broker.StopAsync(subscriber.Actor);
        await Eventually(() => broker.Events.Subscriptions == 0, "unsubscribed");
        Assert.That(broker.Events.Publish(1), Is.Zero);
    }

    [Test]
    public async Task A_successor_at_the_same_address_keeps_its_subscription()
    {
        Broker broker = CreateBroker();
        for (int i = 0; i < 200; i++)
        {
            Subscriber before = new(broker, "s");
            Assert.That(broker.Events.Subscribe<int>(before.Actor), Is.True);
            await broker.StopAsync(before.Actor);
            _ = broker.Events.Publish(i);
        }

        Subscriber last = new(broker, "s");
        Assert.That(broker.Events.Subscribe<int>(last.Actor), Is.True);
        Subscriber end = new(broker, "end");
        Assert.That(broker.Events.Subscribe<string>(end.Actor), Is.True);
        for (int i = 0; i < 10; i++)
        {
            _ = broker.Events.Publish("x");
            Assert.That(await end.TakeAsync(1, Limit), Has.Length.EqualTo(1));
            Assert.That(broker.Events.Publish(i), Is.EqualTo(1));
        }

        Assert.That(await last.TakeAsync(10, Limit), Is.EqualTo(Enumerable.Range(0, 10)));
    }

    [Test]
    public async Task A_slow_subscriber_blocks_no_other_and_its_losses_are_counted()
    {
        Broker broker = CreateBroker();
        using Held held = new();
        foreach (FullMailboxPolicy policy in Enum.GetValues<FullMailboxPolicy>())
        {
            ActorRef slow = held.Spawn(broker, $"slow/{policy}", new ActorOptions { MailboxCapacity = 2, FullMailbox = policy });
            await held.OccupyAsync([slow], Limit);
            _ = broker.Events.Subscribe<Frame>(slow);
        }

        Subscriber fast = new(broker, "fast");
        _ = broker.Events.Subscribe<Frame>(fast.Actor);
        for (int i = 0; i < 100; i++)
        {
            // One frame each, which must be freed wherever it is dropped.
            _ = broker.Events.Publish(Frame.FromText($"{i}"));
            Assert.That(await fast.TakeAsync(1, Limit), Is.EqualTo(new object[] { $"{i}" }));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(broker.Events.Dropped, Is.EqualTo(2 * 98), "those that wait or fail");
            Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(4 * 98), "all");
        }

        held.Release();
    }

    [Test]
    public async Task A_keyed_actor_is_created_by_a_publication_and_its_subscription_outlives_it()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        int received = 0;
        broker.Register(
            "order/{id}",
            _ => new Counting(() => Interlocked.Increment(ref received)),
            new KeyedOptions { PassivateAfter = TimeSpan.FromSeconds(10) });
        Assert.That(broker.Events.Subscribe<Order>(broker.Actor("order/1")), Is.True);
        for (int round = 1; round <= 3; round++)
        {
            Assert.That(broker.Events.Publish(new Order("x")), Is.EqualTo(1));
            await Eventually(() => Volatile.Read(ref received) == round, "received");
            await Eventually(
                () =>
                {
                    time.Jump(TimeSpan.FromSeconds(3));
                    return broker.ActorCount == 1;
                },
                "passivated");
        }

        Assert.That(broker.Events.Subscriptions, Is.EqualTo(1));
    }

    [Test]
    public async Task Many_threads_publish_subscribe_and_stop_at_once()
    {
        const int threads = 4;
        int rounds = Storm.Size(200);
        Broker broker = CreateBroker();
        int received = 0;
        ActorRef steady = broker.Spawn("steady", () => new Counting(() => Interlocked.Increment(ref received)));
        _ = broker.Events.Subscribe<Order>(steady);
        await Storm.EndAsync(Enumerable.Range(0, threads).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < rounds; i++)
            {
                ActorRef other = broker.Spawn($"other/{thread}-{i}", static (_, _) => default);
                _ = broker.Events.Subscribe<UrgentOrder>(other);
                _ = broker.Events.Subscribe<IAlarm>(other);
                Assert.That(broker.Events.Publish(new UrgentOrder($"{i}")), Is.GreaterThanOrEqualTo(2));
                if (i % 2 == 0)
                {
                    _ = broker.Events.Unsubscribe<IAlarm>(other);
                }

                await broker.StopAsync(other);
            }
        })));
        await broker.StopAsync(steady, drain: true);
        Assert.That(received, Is.EqualTo(threads * rounds));
        await Eventually(() => broker.Events.Subscriptions == 0, "all that stopped are unsubscribed");
    }

    [Test]
    public async Task Publishing_allocates_nothing()
    {
        Broker broker = CreateBroker();
        int received = 0;
        ActorRef actor = broker.Spawn(
            "a",
            (_, _) =>
            {
                received++;
                return default;
            },
            new ActorOptions { FullMailbox = FullMailboxPolicy.DropNewest });
        _ = broker.Events.Subscribe<Order>(actor);
        Order order = new("1");
        _ = broker.Events.Publish(order);
        await Eventually(() => received == 1, "received");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 500; i++)
        {
            _ = broker.Events.Publish(order);
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 500.0, Is.LessThan(128), "the mailbox may grow");
    }

    [Test]
    public async Task A_disposed_broker_refuses_subscriptions_and_publishes_nothing()
    {
        Broker broker = CreateBroker();
        Subscriber subscriber = new(broker, "s");
        _ = broker.Events.Subscribe<Frame>(subscriber.Actor);
        await broker.DisposeAsync();
        Assert.That(broker.Events.Publish(Frame.FromText("freed")), Is.Zero);

        Broker another = CreateBroker();
        await another.DisposeAsync();
        Assert.That(() => another.Events.Subscribe<int>(subscriber.Actor), Throws.TypeOf<ObjectDisposedException>());
    }

    private record Order(string Id);

    private sealed record UrgentOrder(string Id) : Order(Id), IAlarm;

    private sealed record Fire(string Place) : IAlarm;

    private sealed class Subscriber
    {
        private readonly Channel<object> _received = Channel.CreateUnbounded<object>();

        public Subscriber(Broker broker, string address) => Actor = broker.Spawn(address, (message, context) =>
        {
            if (message is Exception exception)
            {
                throw exception;
            }

            object kept = message;
            if (message is Frame frame)
            {
                using (frame)
                {
                    kept = frame.ToString();
                }
            }

            Assert.That(_received.Writer.TryWrite(kept), Is.True);
            return default;
        });

        public ActorRef Actor { get; }

        public async Task<object[]> TakeAsync(int count, CancellationToken limit)
        {
            object[] taken = new object[count];
            for (int i = 0; i < count; i++)
            {
                taken[i] = await _received.Reader.ReadAsync(limit);
            }

            return taken;
        }
    }

    private sealed class Counting(Action received) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (message is Order)
            {
                received();
            }

            return default;
        }
    }
}
