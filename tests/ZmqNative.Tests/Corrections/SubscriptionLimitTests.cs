using System.Globalization;

namespace ZmqNative.Tests;

/// <summary>The limits of the subscriptions of each peer.</summary>
public sealed class SubscriptionLimitTests : CorrectionTest
{
    [Test]
    public void A_topic_that_is_too_long_is_refused_and_the_others_are_served([Values(SocketType.Pub, SocketType.XPub)] SocketType type)
    {
        using Socket publisher = Bound(type, out string endpoint, FreePort, static s => s.MaxTopicLength = 5);
        using Socket subscriber = Connected(SocketType.Sub, endpoint, static s =>
        {
            s.Subscribe("123456");
            s.Subscribe("12345");
            s.Subscribe("abc");
        });
        AwaitSubscription(publisher, subscriber, "abc");
        SendTexts(publisher, "123456");
        string text;
        do
        {
            text = ReceiveText(subscriber);
        }
        while (text == "abc");
        Assert.That(text, Is.EqualTo("123456"), "its shorter prefix is subscribed");
        Assert.That(publisher.RefusedSubscriptions, Is.EqualTo(1));
    }

    [Test]
    public void Topics_over_the_number_are_refused_until_another_one_ends()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, FreePort, static s => s.MaxSubscriptions = 2);
        using RawPeer peer = RawPeer.Connect(endpoint, "SUB");
        Subscribe(peer, "a");
        Subscribe(peer, "b");
        Subscribe(peer, "c");
        Unsubscribe(peer, "c");
        Unsubscribe(peer, "a");
        Subscribe(peer, "d");
        string[] reported = ["\u0001a", "\u0001b", "\0a", "\u0001d"];
        Assert.That(reported.Select(_ => ReceiveText(publisher)), Is.EqualTo(reported), "what was refused is not reported");
        Assert.That(publisher.RefusedSubscriptions, Is.EqualTo(1));
    }

    [Test]
    public void The_same_topic_again_counts_once()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, FreePort, static s => s.MaxSubscriptions = 2);
        using RawPeer peer = RawPeer.Connect(endpoint, "SUB");
        Subscribe(peer, "a");
        Subscribe(peer, "a");
        Subscribe(peer, "b");
        Assert.That((ReceiveText(publisher), ReceiveText(publisher)), Is.EqualTo(("\u0001a", "\u0001b")));
        Assert.That(publisher.RefusedSubscriptions, Is.Zero);
    }

    [Test]
    public void The_bytes_of_all_topics_of_a_peer_are_limited()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, FreePort, static s => s.MaxTopicBytes = 10);
        using RawPeer peer = RawPeer.Connect(endpoint, "SUB");
        Subscribe(peer, "123456");
        Subscribe(peer, "12345");
        Subscribe(peer, "1234");
        Assert.That((ReceiveText(publisher), ReceiveText(publisher)), Is.EqualTo(("\u0001123456", "\u00011234")));
        Assert.That(publisher.RefusedSubscriptions, Is.EqualTo(1));
    }

    [Test]
    public void Each_peer_has_its_own_limits_and_a_new_one_begins_at_zero()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, FreePort, static s => s.MaxSubscriptions = 1);
        for (int i = 0; i < 5; i++)
        {
            using RawPeer first = RawPeer.Connect(endpoint, "SUB");
            using RawPeer second = RawPeer.Connect(endpoint, "SUB");
            Subscribe(first, "a");
            Assert.That(ReceiveText(publisher), Is.EqualTo("\u0001a"));
            Subscribe(second, "b");
            Assert.That(ReceiveText(publisher), Is.EqualTo("\u0001b"));
            first.Reset();
            second.Reset();
            Assert.That(new[] { ReceiveText(publisher), ReceiveText(publisher) }, Is.EquivalentTo(new[] { "\0a", "\0b" }));
        }

        Assert.That(publisher.RefusedSubscriptions, Is.Zero);
    }

    [Test]
    public void A_socket_in_manual_mode_has_the_same_limits()
    {
        using Socket publisher = Bound(SocketType.XPub, out string endpoint, FreePort, static s =>
        {
            s.XPubManual = true;
            s.MaxSubscriptions = 1;
        });
        using RawPeer peer = RawPeer.Connect(endpoint, "SUB");
        Subscribe(peer, "a");
        Subscribe(peer, "b");
        Unsubscribe(peer, "b");
        Unsubscribe(peer, "a");
        Assert.That((ReceiveText(publisher), ReceiveText(publisher)), Is.EqualTo(("\u0001a", "\0a")));
        Assert.That(publisher.RefusedSubscriptions, Is.EqualTo(1));
    }

    [Test]
    public void The_groups_of_a_radio_have_the_same_limits()
    {
        using Socket radio = Bound(SocketType.Radio, out string endpoint, FreePort, static s =>
        {
            s.MaxSubscriptions = 2;
            s.MaxTopicLength = 5;
            s.MaxTopicBytes = 8;
        });
        using Socket dish = Create(SocketType.Dish);
        Array.ForEach(["12345", "123456"], dish.Join);
        dish.Connect(endpoint);
        Eventually(() => SendTo(radio, "nobody") && radio.RefusedSubscriptions == 1, "the long group was not refused");
        dish.Join("1234");
        Eventually(() => SendTo(radio, "nobody") && radio.RefusedSubscriptions == 2, "the sum of the lengths was not limited");
        dish.Join("a");
        dish.Join("b");
        Eventually(() => SendTo(radio, "nobody") && radio.RefusedSubscriptions == 3, "the number was not limited");
        dish.Leave("12345");
        dish.Leave("b");
        dish.Join("b");
        Assert.That(Groups(radio, dish, until: "b", "12345", "123456", "1234", "a"), Is.SupersetOf(new[] { "a", "b" }));
        Assert.That(Groups(radio, dish, until: "b", "12345", "123456", "1234", "a"), Is.SubsetOf(new[] { "a", "b" }));
        Assert.That(radio.RefusedSubscriptions, Is.EqualTo(3));
    }

    [Test]
    public async Task A_flood_of_topics_takes_no_memory_and_leaves_the_others_served()
    {
        const int Topics = 1_000_000;
        const int Batch = 100;
        using Socket publisher = Bound(SocketType.Pub, out string endpoint, FreePort, static s =>
        {
            s.MaxSubscriptions = 1000;
            s.MaxTopicLength = 100;
        });
        using Socket subscriber = Connected(SocketType.Sub, endpoint, static s => s.Subscribe("served"));
        AwaitSubscription(publisher, subscriber, "served");
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        using RawPeer flooder = RawPeer.Connect(endpoint, "SUB");
        Task flood = Task.Run(() =>
        {
            byte[] messages = new byte[Batch * 12];
            for (int i = 0; i < Topics; i++)
            {
                Span<byte> message = messages.AsSpan(i % Batch * 12, 12);
                message[1] = 10;
                message[2] = 1;
                _ = i.TryFormat(message[3..], out _, "D9", CultureInfo.InvariantCulture);
                if (i % Batch == Batch - 1)
                {
                    flooder.Write(messages);
                }
            }
        });
        Eventually(() => Publish(publisher, "served") && publisher.RefusedSubscriptions == Topics - 1000, "the flood was not read");
        await flood;

        process.Refresh();
        Assert.That(process.WorkingSet64 - before, Is.LessThan(200L * 1024 * 1024));
        Assert.That(ReceiveText(subscriber), Is.EqualTo("served"));
    }

    // Sends to all groups and then to the last one, until that arrives, and returns the groups that have arrived.
    private static HashSet<string> Groups(Socket radio, Socket dish, string until, params string[] others)
    {
        HashSet<string> arrived = [];
        Eventually(
            () =>
            {
                foreach (string group in (string[])[.. others, until])
                {
                    SendTo(radio, group);
                }

                while (dish.TryReceive(out Frame frame, default))
                {
                    using (frame)
                    {
                        _ = arrived.Add(frame.Group);
                    }
                }

                return arrived.Contains(until);
            },
            "the last group was not joined");
        return arrived;
    }

    private static bool SendTo(Socket radio, string group)
    {
        using Frame message = Frame.FromText("x");
        message.Group = group;
        radio.Send(message);
        return true;
    }

    private static void AwaitSubscription(Socket publisher, Socket subscriber, string topic) => Eventually(
        () =>
        {
            SendTexts(publisher, topic);
            if (!subscriber.TryReceive(out Frame frame, default))
            {
                return false;
            }

            frame.Dispose();
            return true;
        },
        "no subscription arrived");

    private static bool Publish(Socket publisher, string text)
    {
        SendTexts(publisher, text);
        return true;
    }

    private static void Subscribe(RawPeer peer, string topic) => peer.Send([1, .. System.Text.Encoding.ASCII.GetBytes(topic)]);

    private static void Unsubscribe(RawPeer peer, string topic) => peer.Send([0, .. System.Text.Encoding.ASCII.GetBytes(topic)]);
}
