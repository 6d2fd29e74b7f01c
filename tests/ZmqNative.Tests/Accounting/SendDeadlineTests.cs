namespace ZmqNative.Tests;

/// <summary>A send with a time-out ends in time, also when only the queue of another peer has room.</summary>
public sealed class SendDeadlineTests : ZmqTest
{
    [Test]
    public void A_router_whose_peer_is_full_stops_waiting_in_time()
    {
        using Socket router = FullRouter(out Socket dealer);
        using Socket other = Context.CreateSocket(SocketType.Dealer);
        other.Connect(router.LastEndpoint);
        using (dealer)
        using (MultipartMessage message = ["peer", "one too many"])
        using (Frame address = Frame.Copy("peer"u8))
        {
            Assert.That(router.TrySend(message, TimeSpan.FromMilliseconds(20)), Is.False);
            Assert.That(router.TrySend(address, TimeSpan.FromMilliseconds(20), SendFlags.SendMore), Is.False);
            Assert.That(message.Count, Is.EqualTo(2));
        }
    }

    [Test]
    public void A_router_sends_once_its_peer_has_read()
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
            Assert.That(router.TrySend(["peer", "the last"], Generous), Is.True);
            reader.Join();
        }
    }

    [Test]
    public void Bytes_and_texts_are_sent_once_the_peer_has_read()
    {
        (Socket pull, Socket push) = FullPair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        {
            using TestThread reader = new(() => ReadUntil(pull, "text"));
            Assert.That(push.TrySend("bytes"u8, Generous), Is.True);
            Assert.That(push.TrySend("text", Timeout.InfiniteTimeSpan), Is.True);
            reader.Join();
            Assert.That(push.SendTimeout, Is.Null, "its own time-out is restored");
        }
    }

    [TestCase(SocketType.Gather, SocketType.Scatter)]
    [TestCase(SocketType.Channel, SocketType.Channel)]
    public void Sends_of_two_threads_do_not_share_a_deadline(SocketType receiving, SocketType sending)
    {
        if (!Zmq.Has("draft"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without its draft API");
        }

        (Socket receiver, Socket sender) = FullPair(receiving, sending);
        using (receiver)
        using (sender)
        {
            using TestThread impatient = new(() =>
            {
                for (int i = 0; i < 10; i++)
                {
                    Assert.That(sender.TrySend("x"u8, TimeSpan.FromMilliseconds(1)), Is.False);
                }
            });
            Assert.That(sender.TrySend("x", TimeSpan.FromMilliseconds(20)), Is.False);
            impatient.Join();
            using TestThread patient = new(() => sender.Send("the last"));
            Assert.That(sender.SendTimeout, Is.Null);
            ReadUntil(receiver, "the last");
            patient.Join();
        }
    }

    private (Socket Receiver, Socket Sender) FullPair(SocketType receiving, SocketType sending)
    {
        string endpoint = Inproc();
        Socket receiver = Context.CreateSocket(receiving);
        Socket sender = Context.CreateSocket(sending);
        receiver.ReceiveHighWatermark = 1;
        sender.SendHighWatermark = 1;
        receiver.Bind(endpoint);
        sender.Connect(endpoint);
        while (sender.TrySend("fills"))
        {
        }

        return (receiver, sender);
    }

    private static void ReadUntil(Socket socket, string last)
    {
        while (ReceiveText(socket) != last)
        {
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
            using MultipartMessage message = ["peer", "fills"];
            hasRoom = router.TrySend(message);
        }

        return router;
    }
}
