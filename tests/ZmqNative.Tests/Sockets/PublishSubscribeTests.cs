namespace ZmqNative.Tests;

public sealed class PublishSubscribeTests : SocketTest
{
    [Test]
    public void Subscribers_get_messages_that_begin_with_their_prefix()
    {
        (Socket pub, Socket sub) = Pair(SocketType.XPub, SocketType.Sub);
        using (pub)
        using (sub)
        {
            Subscribe(pub, sub, "news.");
            pub.Send("weather.rain");
            pub.Send("news");
            pub.Send("news.local");
            SendTexts(pub, "news.world", "payload", "news.ignored");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(ReceiveTexts(sub), Is.EqualTo(new[] { "news.local" }));
                Assert.That(ReceiveTexts(sub), Is.EqualTo(new[] { "news.world", "payload", "news.ignored" }));
            }
        }
    }

    [Test]
    public void Without_a_subscription_nothing_is_received_and_the_empty_prefix_gets_all()
    {
        (Socket pub, Socket sub) = Pair(SocketType.XPub, SocketType.Sub);
        using (pub)
        using (sub)
        {
            pub.Send("too early");
            Subscribe(pub, sub, "");
            pub.Send("");
            pub.Send("anything");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(ReceiveText(sub), Is.Empty);
                Assert.That(ReceiveText(sub), Is.EqualTo("anything"));
            }
        }
    }

    [Test]
    public void Unsubscribing_removes_one_subscription()
    {
        (Socket pub, Socket sub) = Pair(SocketType.XPub, SocketType.Sub);
        using (pub)
        using (sub)
        {
            Subscribe(pub, sub, "end");
            Subscribe(pub, sub, "a");
            sub.Subscribe("a");
            sub.Unsubscribe("a");
            pub.Send("a1");
            Assert.That(ReceiveText(sub), Is.EqualTo("a1"), "one of two is left");

            sub.Unsubscribe("a"u8);
            Assert.That(ReceiveBytes(pub), Is.EqualTo("\0a"u8.ToArray()));
            pub.Send("a2");
            pub.Send("end");
            Assert.That(ReceiveText(sub), Is.EqualTo("end"));
        }
    }

    [Test]
    public void Every_subscriber_gets_its_own_copy()
    {
        using Socket pub = Bound(SocketType.XPub, out string endpoint);
        using Socket first = Connected(SocketType.Sub, endpoint);
        using Socket second = Connected(SocketType.Sub, endpoint);
        Subscribe(pub, first, "x");
        Subscribe(pub, second, "xy");
        pub.Send("x");
        pub.Send("xyz");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(first), Is.EqualTo("x"));
            Assert.That(ReceiveText(first), Is.EqualTo("xyz"));
            Assert.That(ReceiveText(second), Is.EqualTo("xyz"));
        }
    }

    [Test]
    public void A_publisher_never_waits_and_drops_for_full_subscribers()
    {
        using Socket pub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.SendHighWatermark = 2);
        using Socket sub = Connected(SocketType.Sub, endpoint, static s => s.ReceiveHighWatermark = 3);
        Subscribe(pub, sub, "");
        for (int i = 0; i < 100; i++)
        {
            Assert.That(pub.TrySend("x"u8), Is.True);
        }

        int received = 0;
        while (sub.TryReceive(out Frame frame))
        {
            frame.Dispose();
            received++;
        }

        Assert.That(received, Is.EqualTo(5), "the sum of both sides' marks");
    }

    [Test]
    public void With_inverted_matching_a_subscriber_gets_all_but_its_prefix()
    {
        using Socket pub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.InvertMatching = true);
        using Socket sub = Connected(SocketType.Sub, endpoint, static s => s.InvertMatching = true);
        Subscribe(pub, sub, "noise");
        pub.Send("noise.1");
        pub.Send("signal");
        Assert.That(ReceiveText(sub), Is.EqualTo("signal"));
    }

    [Test]
    public void A_conflating_subscriber_keeps_the_newest_message_only()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: static s => s.Conflate = true);
        using Socket pull = Connected(SocketType.Pull, endpoint, static s => s.Conflate = true);
        for (int i = 0; i <= 100; i++)
        {
            push.Send($"{i}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(pull), Is.EqualTo("100"));
            Assert.That(pull.TryReceive(out _), Is.False);
        }
    }

    [Test]
    public void Subscriptions_reach_a_publisher_that_starts_later()
    {
        string endpoint = Inproc();
        using Socket sub = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("late"));
        using Socket pub = Create(SocketType.XPub);
        pub.Bind(endpoint);
        Assert.That(ReceiveBytes(pub), Is.EqualTo("\u0001late"u8.ToArray()));
        pub.Send("late but there");
        Assert.That(ReceiveText(sub), Is.EqualTo("late but there"));
    }

    [Test]
    public void Publishers_do_not_receive_and_subscribers_do_not_send()
    {
        (Socket pub, Socket sub) = Pair(SocketType.Pub, SocketType.Sub);
        using (pub)
        using (sub)
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => pub.Receive(), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOTSUP"));
            Assert.That(() => sub.Send("x"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOTSUP"));
            Assert.That(() => pub.Subscribe("x"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL"));
        }
    }

    private static void Subscribe(Socket pub, Socket sub, string prefix)
    {
        sub.Subscribe(prefix);
        Assert.That(ReceiveText(pub), Is.EqualTo($"\u0001{prefix}"));
    }
}
