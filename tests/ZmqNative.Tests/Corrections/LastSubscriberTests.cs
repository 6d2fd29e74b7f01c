namespace ZmqNative.Tests;

/// <summary>An XPUB can send to the peer of the message that it received last, and to no other peer.</summary>
public sealed class LastSubscriberTests : CorrectionTest
{
    [Test]
    public void Messages_go_only_to_the_peer_that_subscribed_last([Values] bool tcp)
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, tcp ? FreePort : null, static s => s.XPubVerboser = true);
        using Socket first = Subscribed(publisher, endpoint, "a");
        using Socket last = Subscribed(publisher, endpoint, "a");
        publisher.XPubOnlyLast = true;
        SendTexts(publisher, "a1", "second frame");
        publisher.XPubOnlyLast = false;
        SendTexts(publisher, "a2");
        Assert.That(ReceiveTexts(last), Is.EqualTo(new[] { "a1", "second frame" }));
        Assert.That(ReceiveTexts(last), Is.EqualTo(new[] { "a2" }));
        Assert.That(ReceiveTexts(first), Is.EqualTo(new[] { "a2" }));
    }

    [Test]
    public void Messages_that_peer_has_no_room_for_or_no_subscription_to_are_refused_and_not_counted()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, prepare: static s =>
        {
            s.XPubVerboser = true;
            s.SendHighWatermark = 2;
        });
        using Socket other = Subscribed(publisher, endpoint, string.Empty);
        using Socket last = Subscribed(publisher, endpoint, "a");
        publisher.XPubOnlyLast = true;
        Assert.That(publisher.TrySend("b"), Is.False, "it is not subscribed");
        int sent = 0;
        while (publisher.TrySend($"a{sent}"))
        {
            sent++;
        }

        Assert.That(sent, Is.InRange(1, 10));
        Assert.That(publisher.TrySend("a"), Is.False, "it is full");
        for (int i = 0; i < sent; i++)
        {
            Assert.That(ReceiveTexts(last), Is.EqualTo(new[] { $"a{i}" }));
        }

        Eventually(() => publisher.TrySend("a again"), "it has room again");
        Assert.That(ReceiveTexts(last), Is.EqualTo(new[] { "a again" }));
        last.Dispose();
        Eventually(() => (publisher.Events & PollEvents.In) != 0, "its end comes with an unsubscription");
        Assert.That(publisher.TrySend("a"), Is.False, "it has disconnected");
        publisher.XPubOnlyLast = false;
        publisher.Send("to all");
        Assert.That(ReceiveTexts(other), Is.EqualTo(new[] { "to all" }), "and nothing came before");
        Assert.That(publisher.DroppedMessages, Is.Zero);
    }

    [Test]
    public void In_manual_mode_a_message_of_a_peer_leaves_the_subscriptions_with_their_peers()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.XPubManual = true);
        using Socket first = Connected(SocketType.XSub, endpoint);
        using Socket second = Connected(SocketType.XSub, endpoint);
        first.Send("no subscription");
        first.Send("\u0001first");
        second.Send("\u0001second");
        Assert.That(ReceiveTexts(publisher), Is.EqualTo(new[] { "no subscription" }));
        Assert.That(ReceiveTexts(publisher), Is.EqualTo(new[] { "\u0001first" }));
        publisher.Subscribe("first");
        Assert.That(ReceiveTexts(publisher), Is.EqualTo(new[] { "\u0001second" }));
        publisher.Subscribe("second");
        publisher.Send("first");
        publisher.Send("second");
        Assert.That(ReceiveTexts(first), Is.EqualTo(new[] { "first" }));
        Assert.That(ReceiveTexts(second), Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public void In_manual_mode_the_end_of_another_peer_leaves_the_last_one()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.XPubManual = true);
        Socket other = Subscribed(publisher, endpoint, "other");
        publisher.Subscribe("other");
        using Socket last = Subscribed(publisher, endpoint, "last");
        other.Dispose();
        Eventually(() => (publisher.Events & PollEvents.In) != 0, "its end comes with an unsubscription");
        publisher.Subscribe("last");
        publisher.Send("last");
        Assert.That(ReceiveTexts(last), Is.EqualTo(new[] { "last" }));
    }

    private Socket Subscribed(Socket publisher, string endpoint, string topic)
    {
        Socket socket = Connected(SocketType.Sub, endpoint, static s => s.ReceiveHighWatermark = 2);
        socket.Subscribe(topic);
        Assert.That(ReceiveTexts(publisher), Is.EqualTo(new[] { $"\u0001{topic}" }));
        return socket;
    }
}
