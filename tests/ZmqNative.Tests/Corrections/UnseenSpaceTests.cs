namespace ZmqNative.Tests;

/// <summary>
/// Senders whose peer reads each message before the next one is sent, so quickly that libzmq would not look whether there is space again. Nothing is
/// dropped or refused.
/// </summary>
public sealed class UnseenSpaceTests : CorrectionTest
{
    private const int Messages = 1000;

    [Test]
    public void A_subscriber_that_reads_each_message_before_the_next_one_gets_all(
        [Values(SocketType.Pub, SocketType.XPub)] SocketType type, [Values] bool tcp, [Values] bool besideASlowOne, [Values(1, 3)] int frames)
    {
        using Socket publisher = Bound(type, out string endpoint, tcp ? FreePort : null, Small);
        using Socket slow = Create(SocketType.Sub, Small);
        using Socket fast = Connected(SocketType.Sub, endpoint, Subscribed);
        AwaitSubscription(publisher, fast, "fast");
        if (besideASlowOne)
        {
            slow.Subscribe("slow");
            slow.Connect(endpoint);
            AwaitSubscription(publisher, slow, "slow");
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
            AwaitSubscription(sender, receiver, "fast");
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
        using Socket dealer = Create(SocketType.Dealer, Small);
        dealer.RoutingId = "peer"u8;
        dealer.Connect(endpoint);
        dealer.Send("hello"u8);
        Assert.That(ReceiveTexts(router), Has.Length.EqualTo(2));

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
    public void A_queue_that_is_full_is_full()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: Small);
        using Socket pull = Connected(SocketType.Pull, endpoint, Small);
        int sent = 0;
        while (push.TrySend("x"u8))
        {
            sent++;
        }

        Assert.That(sent, Is.EqualTo(10), "both high-water marks");
        Assert.That(push.TrySend("x"u8), Is.False);
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

    // Publishes until the subscriber has received one, and leaves nothing in its queue.
    private static void AwaitSubscription(Socket publisher, Socket subscriber, string topic)
    {
        Eventually(
            () =>
            {
                publisher.Send(topic);
                return subscriber.TryReceive(out Frame first, TimeSpan.FromMilliseconds(10)) && Ended(first);
            },
            "the subscription does not arrive");
        while (subscriber.TryReceive(out Frame probe, TimeSpan.FromMilliseconds(100)))
        {
            probe.Dispose();
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

    private static bool Ended(Frame frame)
    {
        frame.Dispose();
        return true;
    }
}
