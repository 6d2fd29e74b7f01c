namespace ZmqNative.Tests;

/// <summary>A connection that a socket refuses is closed, so that its peer notices and connects again.</summary>
public sealed class RefusedConnectionTests : CorrectionTest
{
    [Test]
    public void A_second_peer_of_a_pair_is_disconnected_and_gets_the_place_when_it_is_free()
    {
        using Socket pair = Bound(SocketType.Pair, out string endpoint, FreePort);
        Socket first = Connected(SocketType.Pair, endpoint);
        SendTexts(first, "first");
        Assert.That(ReceiveTexts(pair), Is.EqualTo(new[] { "first" }));

        using Socket second = Create(SocketType.Pair, static s =>
        {
            s.Immediate = true;
            s.ReconnectInterval = TimeSpan.FromMilliseconds(10);
        });
        using SocketMonitor monitor = second.Monitor();
        second.Connect(endpoint);
        AwaitRefusal(monitor, pair);
        SendTexts(first, "still here");
        Assert.That(ReceiveTexts(pair), Is.EqualTo(new[] { "still here" }));

        first.Dispose();
        ReachesEventually(second, pair);
    }

    [Test]
    public void A_second_peer_with_a_routing_id_is_disconnected_and_gets_its_place_when_it_is_free()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, FreePort);
        Socket first = Connected(SocketType.Dealer, endpoint, static s => s.RoutingId = "twin"u8);
        SendTexts(first, "first");
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "twin", "first" }));

        using Socket second = Create(SocketType.Dealer, static s =>
        {
            s.RoutingId = "twin"u8;
            s.Immediate = true;
            s.ReconnectInterval = TimeSpan.FromMilliseconds(10);
        });
        using SocketMonitor monitor = second.Monitor();
        second.Connect(endpoint);
        AwaitRefusal(monitor, router);
        SendTexts(router, "twin", "still here");
        Assert.That(ReceiveTexts(first), Is.EqualTo(new[] { "still here" }));

        first.Dispose();
        ReachesEventually(second, router);
    }

    [Test]
    public void Many_refused_peers_leave_no_connection_open([Values] bool routed)
    {
        using Socket server = Bound(routed ? SocketType.Router : SocketType.Pair, out string endpoint, FreePort);
        using SocketMonitor monitor = server.Monitor();
        using RawPeer first = RawPeer.Connect(endpoint, routed ? "DEALER" : "PAIR", "id");
        first.Send("first"u8);
        if (routed)
        {
            Assert.That(ReceiveText(server), Is.EqualTo("id"));
        }

        Assert.That(ReceiveText(server), Is.EqualTo("first"));
        for (int i = 0; i < 50; i++)
        {
            // It stays connected, and does not read.
            using RawPeer refused = RawPeer.Connect(endpoint, routed ? "DEALER" : "PAIR", "id");
            _ = refused.Flood("x"u8, count: 2000);
            AwaitRefusal(monitor, server);
        }

        first.Send("last"u8);
        if (routed)
        {
            Assert.That(ReceiveText(server), Is.EqualTo("id"));
        }

        Assert.That(ReceiveText(server), Is.EqualTo("last"));
    }

    // A socket processes a new connection when it is used.
    private static void AwaitRefusal(SocketMonitor monitor, Socket server) =>
        Eventually(
            () =>
            {
                ProcessCommands(server);
                return monitor.TryReceive(out SocketEvent found, TimeSpan.FromMilliseconds(10)) && found.Kind == SocketEvents.Disconnected;
            },
            "the connection is not refused");

    private static void ReachesEventually(Socket sender, Socket receiver) =>
        Eventually(
            () =>
            {
                _ = sender.TrySend("second"u8);
                if (!receiver.TryReceiveMessage(out MultipartMessage message, TimeSpan.FromMilliseconds(20)))
                {
                    return false;
                }

                using (message)
                {
                    return message[message.Count - 1].ToString() == "second";
                }
            },
            "the second peer never gets the place");
}
