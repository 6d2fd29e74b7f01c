using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

/// <summary>Limits of one peer of a broker: it holds no more, and others are served meanwhile.</summary>
public sealed class PeerLimitTests : RemoteTest
{
    private const byte Overloaded = 3;
    private const byte DeadlinePassed = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task A_peer_that_holds_as_many_asks_as_it_may_is_refused_and_others_are_served()
    {
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxInFlight = 6, MaxInFlightPerPeer = 4 });
        await using AsyncSocket greedy = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using AsyncSocket honest = Connected(SocketType.Dealer, broker.LastEndpoint);
        await AskAsync(greedy, "later", 1, 5);
        Assert.That(await StatusAsync(greedy), Is.EqualTo((5ul, Overloaded)));
        for (ulong id = 1; id <= 3; id++)
        {
            await AskAsync(honest, "echo", id, id);
            Assert.That(await StatusAsync(honest), Is.EqualTo((id, (byte)0)));
        }

        await AskAsync(honest, "later", 4, 6);
        Assert.That(await StatusAsync(honest), Is.EqualTo((6ul, Overloaded)), "the total");
        Assert.That(broker.RemoteStatistics.DroppedOverQuota, Is.EqualTo(2));
        Assert.That(broker.Listeners[0].PendingAskCount, Is.EqualTo(6));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_end_of_a_connection_frees_the_places_of_its_asks(bool correlated)
    {
        RequirePeerState();
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxInFlight = 4, HeartbeatInterval = Interval });
        BrokerListener listener = broker.Listeners[0];
        AsyncSocket leaving = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using (leaving)
        {
            for (ulong id = 1; id <= 4; id++)
            {
                using MultipartMessage question = ActorWireTests.Question(Frames.Correlation(id), "later\ntext", "");
                if (!correlated)
                {
                    question.Take(0).Dispose();
                }

                await leaving.SendAsync(question.Move(), Limit);
            }

            await Eventually(() => listener.PendingAskCount == 4, "all are pending");
        }

        await Eventually(() => listener.PendingAskCount == 0, "given up with the connection");
        await using AsyncSocket next = Connected(SocketType.Dealer, broker.LastEndpoint);
        await AskAsync(next, "echo", 1, 1);
        Assert.That(await StatusAsync(next), Is.EqualTo((1ul, (byte)0)));
    }

    [Test]
    public async Task The_time_of_an_ask_frees_its_place_although_its_actor_never_looks()
    {
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxInFlight = 1, HeartbeatInterval = Interval });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(1, timeToLive: 50), "later\ntext", ""), Limit);
        Assert.That(await StatusAsync(dealer), Is.EqualTo((1ul, DeadlinePassed)));
        Assert.That(broker.Listeners[0].PendingAskCount, Is.Zero);
    }

    [Test]
    public async Task At_the_limit_a_place_whose_time_has_passed_is_found_without_the_probes()
    {
        Broker broker = ListenWithin(new BrokerListenerOptions { MaxInFlight = 1, HeartbeatInterval = Timeout.InfiniteTimeSpan });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(1, timeToLive: 1), "later\ntext", ""), Limit);
        ulong id = 2;
        byte status;
        do
        {
            // Refused, the end of the first, or answered.
            await AskAsync(dealer, "echo", id, id);
            (ulong answered, status) = await StatusAsync(dealer);
            if (answered == 1)
            {
                Assert.That(status, Is.EqualTo(DeadlinePassed));
                (_, status) = await StatusAsync(dealer);
            }

            id++;
        }
        while (status == Overloaded);
        Assert.That(status, Is.Zero);
    }

    [Test]
    public async Task Connections_from_one_address_are_one_peer()
    {
        Broker broker = Listen(new BrokerListenerOptions { MaxInFlightPerPeer = 2 });
        Spawn(broker);
        await using AsyncSocket first = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using AsyncSocket second = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using AsyncSocket elsewhere = Connected(
            SocketType.Dealer, broker.LastEndpoint.Replace("tcp://", "tcp://127.0.0.2:0;", StringComparison.Ordinal));
        await AskAsync(first, "later", 1, 2);
        await AskAsync(first, "echo", 3, 3);
        Assert.That(await StatusAsync(first), Is.EqualTo((3ul, Overloaded)));
        await AskAsync(second, "echo", 1, 1);
        Assert.That(await StatusAsync(second), Is.EqualTo((1ul, Overloaded)));
        await AskAsync(elsewhere, "echo", 1, 1);
        Assert.That(await StatusAsync(elsewhere), Is.EqualTo((1ul, (byte)0)));
    }

    [Test]
    public async Task Streams_and_watches_of_one_peer_are_limited_and_freed()
    {
        RequirePeerState();
        Broker broker = ListenWithin(new BrokerListenerOptions
        {
            MaxSubscriptions = 4,
            MaxSubscriptionsPerPeer = 2,
            HeartbeatInterval = Interval,
        });
        BrokerListener listener = broker.Listeners[0];
        AsyncSocket greedy = Connected(SocketType.Dealer, broker.LastEndpoint);
        await using (greedy)
        {
            await greedy.SendAsync([Frames.Correlation(1), "", "later\n\nwatch"], Limit);
            await greedy.SendAsync([Frames.Correlation(2), "", "stream\n\nstream 4", "x"], Limit);
            await greedy.SendAsync([Frames.Correlation(3), "", "later\n\nwatch"], Limit);
            await greedy.SendAsync([Frames.Correlation(4), "", "stream\n\nstream 4", "x"], Limit);
            Assert.That(await NextOfAsync(greedy, 3), Is.EqualTo(Overloaded));
            Assert.That(await NextOfAsync(greedy, 4), Is.EqualTo(Overloaded));
            Assert.That(broker.RemoteStatistics.DroppedOverQuota, Is.EqualTo(2));

            // One that is ended by the peer frees its place.
            await greedy.SendAsync([Frames.Correlation(1), "", "\n\ncancel"], Limit);
            await Eventually(() => listener.SubscriptionCount == 1, "one is left");
            await greedy.SendAsync([Frames.Correlation(5), "", "later\n\nwatch"], Limit);
            await Eventually(() => listener.SubscriptionCount == 2, "open");
        }

        await Eventually(() => listener.SubscriptionCount == 0, "all have ended with the connection");
    }

    [Test]
    public async Task Messages_of_one_peer_that_wait_for_space_are_limited_over_all_actors()
    {
        Broker broker = ListenWithin(
            new BrokerListenerOptions { MaxPendingDeliveriesPerPeer = 2, MaxPendingDeliveries = 3, DeliveryTimeout = Generous });
        Blocked[] blocked = [new(), new()];
        await using AsyncSocket greedy = Connected(SocketType.Dealer, broker.LastEndpoint);
        for (int i = 0; i < blocked.Length; i++)
        {
            Blocked actor = blocked[i];
            _ = broker.Spawn($"blocked/{i}", () => actor, new ActorOptions { MailboxCapacity = 2 });
            await greedy.SendAsync(ActorWireTests.Question(Frames.Correlation(0), $"blocked/{i}\ntext", "first"), Limit);
            await actor.BegunAsync(Limit);
            await greedy.SendAsync(ActorWireTests.Question(Frames.Correlation(0), $"blocked/{i}\ntext", "a"), Limit);
            await greedy.SendAsync(ActorWireTests.Question(Frames.Correlation(0), $"blocked/{i}\ntext", "b"), Limit);
            await greedy.SendAsync(ActorWireTests.Question(Frames.Correlation(0), $"blocked/{i}\ntext", "waits"), Limit);
        }

        await greedy.SendAsync(ActorWireTests.Question(Frames.Correlation(9), "blocked/1\ntext", "refused"), Limit);
        Assert.That(await StatusAsync(greedy), Is.EqualTo((9ul, Overloaded)));
        await using AsyncSocket honest = Connected(SocketType.Dealer, broker.LastEndpoint);
        await honest.SendAsync(ActorWireTests.Question(Frames.Correlation(1), "blocked/1\ntext", "waits, too"), Limit);
        await Eventually(() => broker.Listeners[0].PendingDeliveryCount == 3, "the place of the other peer");
        Assert.That(broker.RemoteStatistics.DroppedOverQuota, Is.EqualTo(1));
        Array.ForEach(blocked, static actor => actor.Go(5));
        Assert.That((await StatusAsync(honest)).Status, Is.Zero);
        await Eventually(() => broker.Listeners[0].PendingDeliveryCount == 0, "all places are free");
    }

    private Broker ListenWithin(BrokerListenerOptions options)
    {
        Broker broker = Listen(options, Inproc());
        Spawn(broker);
        return broker;
    }

    // Each connection over inproc is a peer of its own.
    private static void Spawn(Broker broker)
    {
        _ = broker.Spawn("later", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            _ = context.ReplyLater();
            return default;
        });
        _ = broker.Spawn("stream", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            _ = context.ReplyStream<int>();
            return default;
        });
        _ = broker.Spawn("echo", Echo);
    }

    private static void RequirePeerState()
    {
        if (!Zmq.Has("draft"))
        {
            Assert.Ignore("libzmq cannot tell that a peer has disconnected.");
        }
    }

    private async Task AskAsync(AsyncSocket dealer, string address, ulong first, ulong last)
    {
        for (ulong id = first; id <= last; id++)
        {
            await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(id), address, ""), Limit);
        }
    }

    private async Task<(ulong Id, byte Status)> StatusAsync(AsyncSocket dealer)
    {
        byte[] correlation = (await ReceiveBytes(dealer))[0];
        return (System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(correlation.AsSpan(4)), correlation[3]);
    }

    // Probes come in between.
    private async Task<byte> NextOfAsync(AsyncSocket dealer, ulong id)
    {
        while (true)
        {
            (ulong answered, byte status) = await StatusAsync(dealer);
            if (answered == id)
            {
                return status;
            }
        }
    }
}
