namespace ZmqNative.Tests;

/// <summary>Calls between two frames of a message must not make libzmq process its commands: it may abort, or drop the rest.</summary>
public sealed class MiddleOfMessageTests : SocketTest
{
    private static readonly SocketType[] Receivers = [SocketType.Pull, SocketType.Sub, SocketType.XSub, SocketType.Dealer, SocketType.Router, SocketType.Pair];
    private static readonly SocketType[] Senders = [SocketType.Push, SocketType.Pub, SocketType.XPub, SocketType.Dealer, SocketType.Pair];

    [TestCaseSource(nameof(Receivers))]
    public void A_received_message_must_be_whole_before_endpoints_change(SocketType type)
    {
        using Socket receiver = Bound(type, out string endpoint, prepare: Subscribe);
        using Socket sender = Connected(PeerOf(type), endpoint);
        if (type == SocketType.XSub)
        {
            receiver.Send([1]);
        }

        // Makes a SUB that was bound send its subscription.
        _ = receiver.Events;
        if (sender.Type is SocketType.XPub)
        {
            _ = ReceiveBytes(sender);
        }

        SendTexts(sender, "a", "b", "c");
        _ = ReceiveBytes(receiver);

        RefusedUntil("receive the rest", () => receiver.ReceiveMessage().Dispose(), receiver, endpoint, attaching: true);
    }

    [TestCaseSource(nameof(Senders))]
    public void A_sent_message_must_be_whole_before_endpoints_are_disconnected(SocketType type)
    {
        using Socket sender = Bound(type, out string endpoint);
        using Socket receiver = Connected(PeerOf(type), endpoint, Subscribe);
        sender.Send("a", SendFlags.SendMore);
        RefusedUntil("send the rest", () => sender.Send("b"), sender, endpoint, attaching: false);
    }

    [Test]
    public void Every_way_to_send_begins_and_ends_a_message()
    {
        (Socket sender, Socket receiver) = Pair(SocketType.Pair, SocketType.Pair);
        using (sender)
        using (receiver)
        {
            Action<SendFlags>[] ways =
            [
                flags => sender.Send("x"u8, flags),
                flags => sender.Send("x", flags),
                flags => sender.Send(Frame.FromText("x"), flags),
                flags => sender.TrySend("x"u8, flags),
                flags => sender.TrySend(Frame.FromText("x"), flags),
                flags => sender.TrySend(Frame.FromText("x"), Generous, flags),
            ];
            foreach (Action<SendFlags> begin in ways)
            {
                foreach (Action<SendFlags> end in ways)
                {
                    begin(SendFlags.SendMore);
                    Assert.That(() => sender.Disconnect("inproc://nowhere"), Throws.InvalidOperationException);
                    begin(SendFlags.SendMore);
                    Assert.That(() => sender.Disconnect("inproc://nowhere"), Throws.InvalidOperationException);
                    end(SendFlags.None);
                    Assert.That(() => sender.Disconnect("inproc://nowhere"), Throws.TypeOf<ZmqException>());
                    Assert.That(ReceiveTexts(receiver), Is.EqualTo(new[] { "x", "x", "x" }));
                }

                begin(SendFlags.SendMore);
                SendTexts(sender, "y", "z");
                Assert.That(() => sender.Disconnect("inproc://nowhere"), Throws.TypeOf<ZmqException>());
                Assert.That(ReceiveTexts(receiver), Is.EqualTo(new[] { "x", "y", "z" }));
            }
        }
    }

    [Test]
    public void Closed_and_shut_down_sockets_are_reported_first()
    {
        (Socket sender, Socket receiver) = Pair(SocketType.Pair, SocketType.Pair);
        SendTexts(sender, "a", "b");
        _ = ReceiveBytes(receiver);
        sender.Dispose();
        Assert.That(() => sender.Disconnect("inproc://nowhere"), Throws.TypeOf<ObjectDisposedException>());
        Context.Shutdown();
        Assert.That(() => receiver.Disconnect("inproc://nowhere"), Throws.TypeOf<ContextTerminatedException>());
        receiver.Dispose();
    }

    private static void RefusedUntil(string advice, Action finish, Socket socket, string endpoint, bool attaching)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => socket.Unbind(endpoint), Throws.InvalidOperationException.With.Message.Contains(advice));
            Assert.That(() => socket.Disconnect(endpoint), Throws.InvalidOperationException.With.Message.Contains(advice));
            Assert.That(
                () => socket.Bind(Inproc()),
                attaching ? Throws.InvalidOperationException.With.Message.Contains(advice) : Throws.Nothing);
            Assert.That(
                () => socket.Connect(FreePort.Replace("*", "9")),
                attaching ? Throws.InvalidOperationException.With.Message.Contains(advice) : Throws.Nothing);
        }

        finish();
        Assert.That(() => socket.Unbind(endpoint), Throws.Nothing);
    }

    private static void Subscribe(Socket socket)
    {
        if (socket.Type == SocketType.Sub)
        {
            socket.Subscribe(string.Empty);
        }
    }

    private static SocketType PeerOf(SocketType type) => type switch
    {
        SocketType.Pull => SocketType.Push,
        SocketType.Push => SocketType.Pull,
        SocketType.Sub or SocketType.XSub => SocketType.XPub,
        SocketType.Pub or SocketType.XPub => SocketType.Sub,
        SocketType.Router => SocketType.Dealer,
        _ => type,
    };
}
