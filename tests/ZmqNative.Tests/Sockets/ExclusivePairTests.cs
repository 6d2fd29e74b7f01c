namespace ZmqNative.Tests;

public sealed class ExclusivePairTests : SocketTest
{
    [Test]
    public void A_second_peer_is_not_served()
    {
        using Socket bound = Bound(SocketType.Pair, out string endpoint);
        using Socket first = Connected(SocketType.Pair, endpoint);
        bound.Send("to the first");
        using Socket second = Connected(SocketType.Pair, endpoint);
        bound.Send("to the first, too");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(first), Is.EqualTo("to the first"));
            Assert.That(ReceiveText(first), Is.EqualTo("to the first, too"));
            Assert.That(second.TryReceive(out _), Is.False);
        }
    }

    [Test]
    public void Another_peer_may_follow_one_that_disconnected()
    {
        using Socket bound = Bound(SocketType.Pair, out string endpoint);
        Connected(SocketType.Pair, endpoint).Dispose();

        Eventually(() => (bound.Events & PollEvents.Out) == 0, "the peer stays");

        // Other peers are refused until its end is complete.
        Socket? second = null;
        Eventually(
            () =>
            {
                second?.Dispose();
                second = Connected(SocketType.Pair, endpoint);
                return (bound.Events & PollEvents.Out) != 0;
            },
            "the place stays taken");
        using Socket peer = second!;
        bound.Send("hello");
        peer.Send("again");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ReceiveText(peer), Is.EqualTo("hello"));
            Assert.That(ReceiveText(bound), Is.EqualTo("again"));
        }
    }

    [Test]
    public void Without_a_peer_nothing_can_be_sent()
    {
        using Socket alone = Bound(SocketType.Pair, out _);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(alone.TrySend("x"u8), Is.False);
            Assert.That(alone.Events, Is.EqualTo(PollEvents.None));
        }
    }

    [TestCase(FreePort)]
    [TestCase("ipc")]
    [TestCase("inproc")]
    public void Messages_pass_in_both_directions_over_every_transport(string transport)
    {
        string at = transport switch { "ipc" => Ipc(), "inproc" => Inproc(), _ => transport };
        using Socket bound = Bound(SocketType.Pair, out string endpoint, at);
        using Socket connected = Connected(SocketType.Pair, endpoint);
        connected.Send("there");
        Assert.That(ReceiveText(bound), Is.EqualTo("there"));
        bound.Send(new byte[1_000_000]);
        Assert.That(ReceiveBytes(connected), Has.Length.EqualTo(1_000_000));
    }
}
