namespace ZmqNative.Tests;

/// <summary>
/// Senders whose peer reads each message before the next one is sent, so quickly that libzmq would not look whether there is space again. Nothing is
/// dropped or refused.
/// </summary>
public sealed class UnseenSpaceTests : CorrectionTest
{
    private const int Messages = 1000;

    // Both high-water marks.
    private const int Room = 10;

    [Test]
    public void A_subscriber_that_reads_each_message_before_the_next_one_gets_all(
        [Values(SocketType.Pub, SocketType.XPub)] SocketType type, [Values] bool tcp, [Values] bool besideASlowOne, [Values(1, 3)] int frames)
    {
        using Socket publisher = Bound(type, out string endpoint, tcp ? FreePort : null, Small);
        using Socket slow = Create(SocketType.Sub, Small);
        using Socket fast = Connected(SocketType.Sub, endpoint, Subscribed);
        _ = AwaitSubscription(publisher, fast, "fast");
        if (besideASlowOne)
        {
            slow.Subscribe("slow");
            slow.Connect(endpoint);
            _ = AwaitSubscription(publisher, slow, "slow");
            slow.Subscribe("");
            ProcessCommands(publisher);
        }

        long before = publisher.DroppedMessages;
        for (int i = 0; i < Messages; i++)
        {
            for (int frame = 0; frame < frames; frame++)
            {
                publisher.Send($"fast {i}", frame < frames - 1 ? SendFlags.SendMore : SendFlags.None);
            }

            Assert.That(ReceiveNext(fast), Is.EqualTo(Enumerable.Repeat($"fast {i}", frames)));
        }

        if (!besideASlowOne)
        {
            Assert.That(publisher.DroppedMessages, Is.EqualTo(before));
        }
    }

    [TestCase(SocketType.Push, SocketType.Pull)]
    [TestCase(SocketType.Dealer, SocketType.Dealer)]
    [TestCase(SocketType.Pair, SocketType.Pair)]
    [TestCase(SocketType.XPub, SocketType.Sub)]
    public void A_send_that_does_not_wait_finds_the_space_that_its_peer_has_made(SocketType type, SocketType peer)
    {
        using Socket sender = Bound(type, out string endpoint, prepare: Small);
        using Socket receiver = Connected(peer, endpoint, peer == SocketType.Sub ? Subscribed : Small);
        if (type == SocketType.XPub)
        {
            _ = AwaitSubscription(sender, receiver, "fast");
            sender.XPubNoDrop = true;
        }

        for (int i = 0; i < Messages; i++)
        {
            Assert.That(sender.TrySend($"fast {i}"), Is.True, $"message {i} is refused");
            Assert.That(ReceiveTexts(receiver), Is.EqualTo((string[])[$"fast {i}"]));
        }
    }

    [Test]
    public void A_router_finds_the_space_that_its_peer_has_made([Values] bool mandatory)
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, prepare: s =>
        {
            Small(s);
            s.RouterMandatory = mandatory;
        });
        using Socket dealer = Introduced(router, endpoint, "peer");
        for (int i = 0; i < Messages; i++)
        {
            using (MultipartMessage message = MultipartMessage.Create("peer", $"{i}"))
            {
                Assert.That(router.TrySend(message), Is.True, $"message {i} is refused");
            }

            Assert.That(ReceiveTexts(dealer), Is.EqualTo((string[])[$"{i}"]));
        }
    }

    [Test]
    public void Space_that_a_subscriber_makes_while_others_are_served_is_seen([Values(SocketType.Pub, SocketType.XPub)] SocketType type)
    {
        using Socket publisher = Bound(type, out string endpoint, prepare: Small);
        using Socket fast = Connected(SocketType.Sub, endpoint, Subscribed);
        using Socket other = Create(SocketType.Sub, Small);
        other.Subscribe("other");
        other.Connect(endpoint);
        // Readers tell of each fifth message.
        for (int read = AwaitSubscription(publisher, fast, "fast"); read % (Room / 2) != 0; read++)
        {
            publisher.Send("fast");
            Assert.That(ReceiveText(fast), Is.EqualTo("fast"));
        }

        _ = AwaitSubscription(publisher, other, "other");
        for (int round = 0; round < Messages; round++)
        {
            for (int i = 0; i < Room; i++)
            {
                publisher.Send($"fast {i}");
            }

            // A send after the one that has filled the queue, and before there is space.
            publisher.Send($"other {round}");
            for (int i = 0; i < Room; i++)
            {
                Assert.That(ReceiveTexts(fast), Is.EqualTo((string[])[$"fast {i}"]), $"round {round}");
            }

            Assert.That(ReceiveText(other), Is.EqualTo($"other {round}"));
        }
    }

    [Test]
    public void Space_that_a_peer_of_a_router_makes_while_others_are_served_is_seen()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, prepare: Small);
        using Socket fast = Introduced(router, endpoint, "fast");
        using Socket other = Introduced(router, endpoint, "other");
        for (int round = 0; round < Messages; round++)
        {
            for (int i = 0; i < Room; i++)
            {
                SendTexts(router, "fast", $"{i}");
            }

            SendTexts(router, "other", $"{round}");
            for (int i = 0; i < Room; i++)
            {
                Assert.That(ReceiveTexts(fast), Is.EqualTo((string[])[$"{i}"]), $"round {round}");
            }

            Assert.That(ReceiveText(other), Is.EqualTo($"{round}"));
        }
    }

    [Test]
    public void A_router_drops_for_a_peer_that_does_not_read_and_serves_others()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, prepare: Small);
        using Socket slow = Introduced(router, endpoint, "slow");
        using Socket gone = Introduced(router, endpoint, "gone");
        using Socket other = Introduced(router, endpoint, "other");
        for (int i = 0; i < Messages; i++)
        {
            if (i == Messages / 2)
            {
                gone.Dispose();
            }

            SendTexts(router, "slow", $"{i}");
            SendTexts(router, "gone", $"{i}");
            SendTexts(router, "other", $"{i}");
            Assert.That(ReceiveText(other), Is.EqualTo($"{i}"));
        }

        for (int i = 0; i < Room; i++)
        {
            Assert.That(ReceiveText(slow), Is.EqualTo($"{i}"));
        }

        Assert.That(slow.TryReceive(out _), Is.False);
    }

    [Test]
    public void A_subscriber_that_sends_subscriptions_loses_none_while_its_publisher_reads()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: Small);
        using Socket xsub = Connected(SocketType.XSub, endpoint, Small);
        for (int i = 0; i < Messages; i++)
        {
            xsub.Send($"\u0001{i}");
            Assert.That(ReceiveText(xpub), Is.EqualTo($"\u0001{i}"));
        }
    }

    [Test]
    public void A_last_value_that_finds_space_late_is_for_one_subscriber_alone()
    {
        RequireDraft();
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s =>
        {
            Small(s);
            s.XPubManualLastValue = true;
            s.XPubNoDrop = true;
        });
        using Socket one = Connected(SocketType.XSub, endpoint, Small);
        using Socket two = Connected(SocketType.XSub, endpoint, Small);
        Subscribe(one, "a");
        xpub.Send("a welcome");
        Subscribe(two, "a");
        xpub.Send("a welcome");
        Assert.That((ReceiveText(one), ReceiveText(two)), Is.EqualTo(("a welcome", "a welcome")));
        for (int round = 0; round < Messages; round++)
        {
            int sent = 0;
            while (xpub.TrySend("a"))
            {
                sent++;
                Assert.That(ReceiveText(two), Is.EqualTo("a"));
            }

            Subscribe(one, $"a{round}");
            for (int i = 0; i < sent; i++)
            {
                Assert.That(ReceiveText(one), Is.EqualTo("a"));
            }

            Assert.That(xpub.TrySend($"a{round}"), Is.True, $"round {round}");
            Assert.That(ReceiveText(one), Is.EqualTo($"a{round}"));
            Assert.That(two.TryReceive(out _), Is.False, "the value was for the other one");
        }

        void Subscribe(Socket subscriber, string topic)
        {
            subscriber.Send($"\u0001{topic}");
            Assert.That(ReceiveText(xpub), Is.EqualTo($"\u0001{topic}"));
            xpub.Subscribe(topic);
        }
    }

    [Test]
    public void A_queue_that_is_full_is_full()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: Small);
        using Socket pull = Connected(SocketType.Pull, endpoint, Small);
        int sent = 0;
        while (push.TrySend("x"u8))
        {
            sent++;
        }

        Assert.That(sent, Is.EqualTo(Room));
        Assert.That(push.TrySend("x"u8), Is.False);
    }

    private Socket Introduced(Socket router, string endpoint, string name)
    {
        Socket dealer = Create(SocketType.Dealer, Small);
        dealer.RoutingId = System.Text.Encoding.UTF8.GetBytes(name);
        dealer.Connect(endpoint);
        dealer.Send("hello"u8);
        Assert.That(ReceiveTexts(router), Is.EqualTo((string[])[name, "hello"]));
        return dealer;
    }

    private static void Small(Socket socket)
    {
        socket.SendHighWatermark = 5;
        socket.ReceiveHighWatermark = 5;
    }

    private static void Subscribed(Socket socket)
    {
        Small(socket);
        socket.Subscribe("fast");
    }

    // Publishes until the subscriber has received one, and leaves nothing in its queue. Returns the number of messages.
    private static int AwaitSubscription(Socket publisher, Socket subscriber, string topic)
    {
        int read = 0;
        Eventually(
            () =>
            {
                publisher.Send(topic);
                return Reads(TimeSpan.FromMilliseconds(10));
            },
            "the subscription does not arrive");
        while (Reads(TimeSpan.FromMilliseconds(100)))
        {
        }

        return read;

        bool Reads(TimeSpan timeout)
        {
            bool found = subscriber.TryReceive(out Frame probe, timeout);
            probe.Dispose();
            read += found ? 1 : 0;
            return found;
        }
    }

    // A probe for the subscription may come late.
    private static string[] ReceiveNext(Socket subscriber)
    {
        string[] texts;
        do
        {
            texts = ReceiveTexts(subscriber);
        }
        while (texts is ["fast"]);
        return texts;
    }
}
