namespace ZmqNative.Tests;

public sealed class DealerTests : SocketTest
{
    [Test]
    public void Dealers_send_round_robin_and_receive_fairly()
    {
        using Socket dealer = Bound(SocketType.Dealer, out string endpoint);
        using Socket first = Connected(SocketType.Dealer, endpoint);
        using Socket second = Connected(SocketType.Dealer, endpoint);
        for (int i = 0; i < 4; i++)
        {
            dealer.Send($"{i}");
        }

        foreach (Socket peer in new[] { first, second })
        {
            int start = int.Parse(ReceiveText(peer));
            Assert.That(ReceiveText(peer), Is.EqualTo($"{start + 2}"));
            peer.Send("1");
            peer.Send("2");
        }

        string[] received = [ReceiveText(dealer), ReceiveText(dealer), ReceiveText(dealer), ReceiveText(dealer)];
        Assert.That(received, Is.EqualTo(new[] { "1", "1", "2", "2" }));
    }

    [Test]
    public void A_dealer_may_send_and_receive_in_any_order()
    {
        (Socket one, Socket other) = Pair(SocketType.Dealer, SocketType.Dealer);
        using (one)
        using (other)
        {
            one.Send("1");
            one.Send("2");
            other.Send("3");
            Assert.That(ReceiveText(other), Is.EqualTo("1"));
            other.Send("4");
            Assert.That(ReceiveText(other), Is.EqualTo("2"));
            Assert.That(ReceiveText(one), Is.EqualTo("3"));
            Assert.That(ReceiveText(one), Is.EqualTo("4"));
        }
    }

    [Test]
    public void A_dealer_sends_many_requests_before_the_first_reply()
    {
        (Socket router, Socket dealer) = Pair(SocketType.Router, SocketType.Dealer);
        using (router)
        using (dealer)
        {
            for (int i = 0; i < 3; i++)
            {
                SendTexts(dealer, $"{i}", "question");
            }

            for (int i = 0; i < 3; i++)
            {
                using MultipartMessage message = router.ReceiveMessage();
                message.Take(2).Dispose();
                message.Add("answer");
                router.Send(message);
            }

            for (int i = 0; i < 3; i++)
            {
                Assert.That(ReceiveTexts(dealer), Is.EqualTo(new[] { $"{i}", "answer" }));
            }
        }
    }

    [Test]
    public void A_hello_message_is_sent_by_libzmq()
    {
        RequireDraft();
        using Socket server = Bound(SocketType.Router, out string endpoint, FreePort, static s => s.SetHelloMessage("hello"u8));
        using Socket guest = Connected(SocketType.Dealer, endpoint);
        Assert.That(ReceiveText(guest), Is.EqualTo("hello"));
    }

    [Test]
    public void A_disconnect_message_is_delivered_by_libzmq_where_it_does_not_crash()
    {
        RequireDraft();
        using Socket server = Create(SocketType.Router);
        if (Zmq.Version < new Version(4, 3, 5))
        {
            Assert.That(() => server.SetDisconnectMessage("gone"u8), Throws.TypeOf<NotSupportedException>());
            server.SetDisconnectMessage([]);
            return;
        }

        server.SetDisconnectMessage("gone"u8);
        server.Bind(FreePort);
        using (Socket guest = Connected(SocketType.Dealer, server.LastEndpoint, static s => s.RoutingId = "guest"u8))
        {
            guest.Send("hello");
            Assert.That(ReceiveTexts(server), Is.EqualTo(new[] { "guest", "hello" }));
        }

        Assert.That(ReceiveTexts(server), Is.EqualTo(new[] { "guest", "gone" }));
    }
}
