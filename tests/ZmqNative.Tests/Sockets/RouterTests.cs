namespace ZmqNative.Tests;

public sealed class RouterTests : SocketTest
{
    [Test]
    public void Replies_reach_the_peer_that_the_first_frame_names()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket anna = Dealer("anna", endpoint);
        using Socket bert = Dealer("bert", endpoint);
        anna.Send("from anna");
        bert.Send("from bert");
        string[][] received = [ReceiveTexts(router), ReceiveTexts(router)];
        Assert.That(received, Is.EquivalentTo(new[] { new[] { "anna", "from anna" }, ["bert", "from bert"] }));

        SendTexts(router, "bert", "to bert");
        SendTexts(router, "anna", "to anna");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(anna), Is.EqualTo("to anna"));
            Assert.That(ReceiveText(bert), Is.EqualTo("to bert"));
        }
    }

    [Test]
    public void Peers_without_a_routing_id_get_one_of_five_bytes_that_begins_with_zero()
    {
        (Socket router, Socket dealer) = Pair(SocketType.Router, SocketType.Dealer);
        using (router)
        using (dealer)
        {
            dealer.Send("x");
            byte[] name = ReceiveBytes(router);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(name, Has.Length.EqualTo(5));
                Assert.That(name[0], Is.Zero);
                Assert.That(router.HasMore, Is.True);
                Assert.That(ReceiveText(router), Is.EqualTo("x"));
                Assert.That(router.HasMore, Is.False);
            }
        }
    }

    [Test]
    public void Messages_for_unknown_peers_are_dropped_by_default()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket dealer = Dealer("known", endpoint);
        SendTexts(router, "unknown", "lost");
        SendTexts(router, "known", "kept");
        Assert.That(ReceiveText(dealer), Is.EqualTo("kept"));
    }

    [Test]
    public void A_mandatory_router_refuses_messages_for_unknown_peers()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, prepare: static s => s.RouterMandatory = true);
        using MultipartMessage message = ["unknown", "x"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => router.Send(message), Throws.TypeOf<HostUnreachableException>());
            Assert.That(() => router.TrySend(message), Throws.TypeOf<HostUnreachableException>());
            Assert.That(() => router.TrySend(message, Generous), Throws.TypeOf<HostUnreachableException>());
            Assert.That(message.IsAlive, Is.True);
        }

        using Socket dealer = Dealer("unknown", endpoint);

        // A send checks for new peers only occasionally; reading the events always does.
        _ = router.Events;
        router.Send(message);
        Assert.That(ReceiveText(dealer), Is.EqualTo("x"));
    }

    [Test]
    public void A_mandatory_router_waits_for_a_full_peer_even_if_others_have_room()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, prepare: static s =>
        {
            s.RouterMandatory = true;
            s.SendHighWatermark = 1;
        });
        using Socket full = Dealer("full", endpoint, highWatermark: 1);
        using Socket idle = Dealer("idle", endpoint);
        while (TrySend("full"))
        {
        }

        using MultipartMessage message = ["full", "late"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(router.Events & PollEvents.Out, Is.EqualTo(PollEvents.Out), "for the other peer");
            Assert.That(router.TrySend(message, TimeSpan.FromMilliseconds(1)), Is.False, "ends in time");
            Assert.That(message.IsAlive, Is.True);
            Assert.That(TrySend("idle"), Is.True);
        }

        bool TrySend(string to)
        {
            using MultipartMessage probe = [to, "x"];
            return router.TrySend(probe);
        }
    }

    [Test]
    public void A_second_peer_with_the_same_routing_id_is_ignored()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket first = Dealer("twin", endpoint);
        first.Send("first");
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "twin", "first" }));
        using Socket second = Dealer("twin", endpoint);
        second.Send("second");
        first.Send("still first");
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "twin", "still first" }));
        SendTexts(router, "twin", "to the first");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(first), Is.EqualTo("to the first"));
            Assert.That(second.TryReceive(out _), Is.False);
        }
    }

    [Test]
    public void With_handover_a_second_peer_with_the_same_routing_id_replaces_the_first()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, prepare: static s => s.RouterHandover = true);
        using Socket first = Dealer("twin", endpoint);
        first.Send("first");
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "twin", "first" }));
        using Socket second = Dealer("twin", endpoint);
        second.Send("second");
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "twin", "second" }));
        SendTexts(router, "twin", "to the second");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(second), Is.EqualTo("to the second"));
            Assert.That(first.TryReceive(out _), Is.False);
        }
    }

    [Test]
    public void A_connecting_router_can_set_the_routing_id_of_its_peer_and_send_at_once()
    {
        using Socket bound = Bound(SocketType.Router, out string endpoint, FreePort, static s => s.RoutingId = "server"u8);
        using Socket router = Create(SocketType.Router, static s => s.RouterMandatory = true);
        router.SetConnectRoutingId("peer"u8);
        router.Connect(endpoint);
        SendTexts(router, "peer", "hello");
        using MultipartMessage received = bound.ReceiveMessage();
        Assert.That(received[1].ToString(), Is.EqualTo("hello"));
    }

    [Test]
    public void A_routing_id_for_a_connection_is_used_once()
    {
        using Socket router = Create(SocketType.Router);
        router.SetConnectRoutingId("peer"u8);
        router.Connect(Inproc());
        Assert.That(() => router.SetConnectRoutingId("peer"u8), Throws.ArgumentException.With.Message.Contains("peer"));
    }

    [Test]
    public void A_routing_id_that_a_peer_has_is_refused_when_connecting()
    {
        RequireDraft();
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket dealer = Dealer("taken", endpoint);
        dealer.Send("x");
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "taken", "x" }));
        router.SetConnectRoutingId("taken"u8);
        Assert.That(() => router.Connect(Inproc()), Throws.InvalidOperationException.With.Message.Contains("taken"));
        router.SetConnectRoutingId("free"u8);
        router.Connect(Inproc());
    }

    [Test]
    public void A_probing_dealer_announces_itself_with_an_empty_message()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket dealer = Connected(SocketType.Dealer, endpoint, static s =>
        {
            s.RoutingId = "probe"u8;
            s.ProbeRouter = true;
        });
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "probe", "" }));
    }

    [Test]
    public void A_router_can_report_peers_that_connect_and_disconnect()
    {
        RequireDraft();
        using Socket router = Bound(
            SocketType.Router,
            out string endpoint,
            FreePort,
            static s => s.RouterNotify = RouterNotifications.Connect | RouterNotifications.Disconnect);
        using (Socket dealer = Dealer("guest", endpoint))
        {
            Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "guest", "" }));
        }

        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "guest", "" }));
    }

    [Test]
    public void The_state_of_a_peer_can_be_read()
    {
        RequireDraft();
        using Socket router = Bound(SocketType.Router, out string endpoint);
        using Socket dealer = Dealer("peer", endpoint);
        dealer.Send("x");
        Assert.That(ReceiveTexts(router), Has.Length.EqualTo(2));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(router.GetPeerState("peer"u8), Is.EqualTo(PollEvents.Out));
            Assert.That(() => router.GetPeerState("other"u8), Throws.TypeOf<HostUnreachableException>());
            Assert.That(() => dealer.GetPeerState("x"u8), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOTSUP"));
        }
    }

    private Socket Dealer(string name, string endpoint, int highWatermark = 1000) =>
        Connected(SocketType.Dealer, endpoint, socket =>
        {
            socket.RoutingId = System.Text.Encoding.UTF8.GetBytes(name);
            socket.ReceiveHighWatermark = highWatermark;
        });
}
