namespace ZmqNative.Tests;

public sealed class PushPullTests : SocketTest
{
    [Test]
    public void Work_is_distributed_round_robin()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint);
        using Socket first = Connected(SocketType.Pull, endpoint);
        using Socket second = Connected(SocketType.Pull, endpoint);
        using Socket third = Connected(SocketType.Pull, endpoint);
        for (int i = 0; i < 9; i++)
        {
            push.Send($"{i}");
        }

        foreach (Socket pull in new[] { first, second, third })
        {
            int start = int.Parse(ReceiveText(pull));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(ReceiveText(pull), Is.EqualTo($"{start + 3}"));
                Assert.That(ReceiveText(pull), Is.EqualTo($"{start + 6}"));
                Assert.That(pull.TryReceive(out _), Is.False);
            }
        }
    }

    [Test]
    public void Work_is_collected_fairly()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint);
        using Socket busy = Connected(SocketType.Push, endpoint);
        using Socket calm = Connected(SocketType.Push, endpoint);
        for (int i = 0; i < 100; i++)
        {
            busy.Send("busy");
        }

        calm.Send("calm");
        calm.Send("calm");

        // Messages are read from each peer in turn: both slow peers are among the first five.
        List<string> start = [];
        for (int i = 0; i < 5; i++)
        {
            start.Add(ReceiveText(pull));
        }

        Assert.That(start.Count(static text => text == "calm"), Is.EqualTo(2));
    }

    [Test]
    public void A_full_worker_is_skipped()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: static s => s.SendHighWatermark = 1);
        using Socket full = Connected(SocketType.Pull, endpoint, static s => s.ReceiveHighWatermark = 1);
        int accepted = 0;
        while (push.TrySend("for the full one"u8))
        {
            accepted++;
        }

        using Socket idle = Connected(SocketType.Pull, endpoint);
        push.Send("for the idle one");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(accepted, Is.EqualTo(2), "one for each side's mark");
            Assert.That(ReceiveText(idle), Is.EqualTo("for the idle one"));
            Assert.That(ReceiveText(full), Is.EqualTo("for the full one"));
        }
    }

    [Test]
    public void Push_waits_for_a_worker_and_keeps_no_message_without_one()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint);
        Assert.That(push.TrySend("unknown"u8), Is.False);

        using Socket pull = Connected(SocketType.Pull, endpoint);
        push.Send("actor1");
        Assert.That(ReceiveText(pull), Is.EqualTo("actor1"));
    }

    [Test]
    public void The_wrong_direction_is_not_supported()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => pull.Send("x"), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOTSUP"));
            Assert.That(() => push.Receive(), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("ENOTSUP"));
            Assert.That(() => pull.TrySend("x"u8), Throws.TypeOf<ZmqException>());
            Assert.That(() => push.TryReceive(out _), Throws.TypeOf<ZmqException>());
        }
    }
}
