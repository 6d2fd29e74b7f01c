namespace ZmqNative.Tests;

public sealed class ExtendedPublishSubscribeTests : SocketTest
{
    [Test]
    public void Only_new_subscriptions_are_reported_by_default()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint);
        using Socket first = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("a"));
        using Socket second = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("a"));
        using Socket third = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("b"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001a"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001b"));
    }

    [Test]
    public void A_verbose_xpub_reports_every_subscription_and_the_last_unsubscription()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.XPubVerbose = true);
        using Socket first = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("a"));
        using Socket second = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("a"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001a"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001a"));
        first.Unsubscribe("a");
        first.Subscribe("mark");
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001mark"), "one subscriber is left");
        second.Unsubscribe("a");
        Assert.That(ReceiveText(xpub), Is.EqualTo("\0a"));
    }

    [Test]
    public void A_verboser_xpub_reports_every_unsubscription_too()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.XPubVerboser = true);
        using Socket first = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("a"));
        using Socket second = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("a"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001a"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001a"));
        first.Unsubscribe("a");
        second.Unsubscribe("a");
        Assert.That(ReceiveText(xpub), Is.EqualTo("\0a"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\0a"));
    }

    [Test]
    public void A_manual_xpub_decides_what_its_peers_get()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.XPubManual = true);
        using Socket sub = Connected(SocketType.XSub, endpoint);
        sub.Send("\u0001A");
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001A"));
        xpub.Subscribe("XA");
        xpub.Send("A");
        xpub.Send("XA");
        Assert.That(ReceiveText(sub), Is.EqualTo("XA"));

        sub.Send("\0A");
        Assert.That(ReceiveText(xpub), Is.EqualTo("\0A"));
        xpub.Unsubscribe("XA");
        sub.Send("\u0001B");
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001B"));
        xpub.Subscribe("B");
        xpub.Send("XA");
        xpub.Send("B");
        Assert.That(ReceiveText(sub), Is.EqualTo("B"));
    }

    [Test]
    public void A_last_value_cache_answers_the_newest_subscriber_alone()
    {
        RequireDraft();
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.XPubManualLastValue = true);
        using Socket old = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("A"));
        Answer();
        Assert.That(ReceiveText(old), Is.EqualTo("A last value"));
        using Socket young = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("A"));
        Answer();
        Assert.That(ReceiveText(young), Is.EqualTo("A last value"));
        xpub.Send("A for both");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(young), Is.EqualTo("A for both"));
            Assert.That(ReceiveText(old), Is.EqualTo("A for both"));
        }

        void Answer()
        {
            Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001A"));
            xpub.Subscribe("A");
            xpub.Send("A last value");
        }
    }

    [Test]
    public void Subscribers_to_the_welcome_message_are_welcomed()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s => s.SetXPubWelcomeMessage("welcome"u8));
        using Socket sub = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("welcome"));
        using Socket other = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("other"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001welcome"));
        Assert.That(ReceiveText(sub), Is.EqualTo("welcome"));
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001other"));
        xpub.Send("other");
        Assert.That(ReceiveText(other), Is.EqualTo("other"));
    }

    [Test]
    public void A_lossless_xpub_refuses_messages_rather_than_drop_them()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s =>
        {
            s.XPubNoDrop = true;
            s.SendHighWatermark = 1;
        });
        using Socket sub = Connected(SocketType.Sub, endpoint, static s =>
        {
            s.ReceiveHighWatermark = 1;
            s.Subscribe("");
        });
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001"));
        int accepted = 0;
        while (xpub.TrySend("x"u8))
        {
            accepted++;
        }

        using Frame late = Frame.FromText("late");
        using MultipartMessage message = ["late", "too"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(accepted, Is.EqualTo(2));
            Assert.That(xpub.TrySend(late, TimeSpan.FromMilliseconds(1)), Is.False, "ends in time though POLLOUT is set");
            Assert.That(xpub.TrySend(message, TimeSpan.FromMilliseconds(1)), Is.False);
        }

        Assert.That(ReceiveText(sub), Is.EqualTo("x"));
        Assert.That(ReceiveText(sub), Is.EqualTo("x"));
        Assert.That(xpub.TrySend(late, Generous), Is.True);
        Assert.That(ReceiveText(sub), Is.EqualTo("late"));
        Assert.That(xpub.TrySend(message, Generous), Is.True);
        Assert.That(ReceiveTexts(sub), Is.EqualTo(new[] { "late", "too" }));
    }

    [Test]
    public void A_lossless_xpub_waits_until_its_subscriber_has_room()
    {
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: static s =>
        {
            s.XPubNoDrop = true;
            s.SendHighWatermark = 1;
            s.SendTimeout = Generous;
        });
        using Socket sub = Connected(SocketType.Sub, endpoint, static s =>
        {
            s.ReceiveHighWatermark = 1;
            s.Subscribe("");
        });
        Assert.That(ReceiveText(xpub), Is.EqualTo("\u0001"));
        const int Count = 1000;
        Thread sender = new(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                SendTexts(xpub, $"{i}", "x");
            }
        });
        sender.Start();
        for (int i = 0; i < Count; i++)
        {
            Assert.That(ReceiveTexts(sub), Is.EqualTo(new[] { $"{i}", "x" }));
        }

        Assert.That(sender.Join(Generous), Is.True);
        Assert.That(xpub.SendTimeout, Is.EqualTo(Generous), "the option is restored after the wait");
    }

    [Test]
    public void Messages_travel_upstream_from_xsub_to_xpub()
    {
        (Socket xpub, Socket xsub) = Pair(SocketType.XPub, SocketType.XSub);
        using (xpub)
        using (xsub)
        {
            xsub.Send("user message");
            SendTexts(xsub, "two", "frames");
            Assert.That(ReceiveTexts(xpub), Is.EqualTo(new[] { "user message" }));
            Assert.That(ReceiveTexts(xpub), Is.EqualTo(new[] { "two", "frames" }));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Later_frames_are_subscriptions_unless_only_the_first_one_is(bool onlyFirst)
    {
        RequireDraft();
        using Socket xpub = Bound(SocketType.XPub, out string endpoint, prepare: s => s.OnlyFirstSubscribe = onlyFirst);
        using Socket xsub = Connected(SocketType.XSub, endpoint, s => s.OnlyFirstSubscribe = onlyFirst);
        SendTexts(xsub, "user", "\u0001topic");
        xsub.Send("\u0001end");
        Assert.That(ReceiveTexts(xpub)[0], Is.EqualTo("user"));
        if (onlyFirst)
        {
            Assert.That(xpub.HasMore, Is.False);
        }

        xpub.Send("topic!");
        xpub.Send("end!");
        Assert.That(ReceiveText(xsub), Is.EqualTo(onlyFirst ? "end!" : "topic!"));
    }
}
