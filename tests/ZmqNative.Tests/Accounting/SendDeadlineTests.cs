namespace ZmqNative.Tests;

/// <summary>A send that waits for a limited time ends, also when the socket has room, but for another peer.</summary>
public sealed class SendDeadlineTests : ZmqTest
{
    [Test]
    public void A_router_whose_peer_is_full_gives_up_in_time()
    {
        using Socket router = FullRouter(out Socket dealer);
        using Socket other = Context.CreateSocket(SocketType.Dealer);
        other.Connect(router.LastEndpoint);
        using (dealer)
        using (MultipartMessage message = MultipartMessage.Of("peer", "one too many"))
        using (Frame address = Frame.Copy("peer"u8))
        {
            Assert.That(router.TrySend(message, TimeSpan.FromMilliseconds(20)), Is.False);
            Assert.That(router.TrySend(address, TimeSpan.FromMilliseconds(20), SendFlags.SendMore), Is.False);
            Assert.That(message.Count, Is.EqualTo(2));
        }
    }

    [Test]
    public void A_router_whose_peer_makes_room_sends_in_the_end()
    {
        using Socket router = FullRouter(out Socket dealer);
        using Socket other = Context.CreateSocket(SocketType.Dealer);
        other.Connect(router.LastEndpoint);
        using (dealer)
        using (TestThread reader = new(() =>
        {
            string last;
            do
            {
                last = ReceiveText(dealer);
            }
            while (last != "the last");
        }))
        {
            Assert.That(router.TrySend(MultipartMessage.Of("peer", "the last"), Generous), Is.True);
            reader.Join();
        }
    }

    private Socket FullRouter(out Socket dealer)
    {
        Socket router = Context.CreateSocket(SocketType.Router);
        dealer = Context.CreateSocket(SocketType.Dealer);
        router.RouterMandatory = true;
        router.SendHighWatermark = 1;
        dealer.ReceiveHighWatermark = 1;
        dealer.RoutingId = "peer"u8;
        string endpoint = Inproc();
        router.Bind(endpoint);
        dealer.Connect(endpoint);
        bool hasRoom = true;
        while (hasRoom)
        {
            using MultipartMessage message = MultipartMessage.Of("peer", "fills");
            hasRoom = router.TrySend(message);
        }

        return router;
    }
}
