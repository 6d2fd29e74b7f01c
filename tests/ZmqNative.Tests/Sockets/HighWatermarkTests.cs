namespace ZmqNative.Tests;

public sealed class HighWatermarkTests : SocketTest
{
    [Test]
    public void Over_inproc_both_sides_marks_add_up()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: static s => s.SendHighWatermark = 3);
        using Socket pull = Connected(SocketType.Pull, endpoint, static s => s.ReceiveHighWatermark = 4);
        Assert.That(Fill(push), Is.EqualTo(7));
        Assert.That(Drain(pull), Is.EqualTo(7));
        push.Send("there is room again");
        Assert.That(ReceiveText(pull), Is.EqualTo("there is room again"));
    }

    [Test]
    public void Zero_means_no_limit()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: static s => s.SendHighWatermark = 0);
        using Socket pull = Connected(SocketType.Pull, endpoint, static s => s.ReceiveHighWatermark = 0);
        for (int i = 0; i < 5000; i++)
        {
            Assert.That(push.TrySend("x"u8), Is.True);
        }

        Assert.That(Drain(pull), Is.EqualTo(5000));
    }

    [Test]
    public void A_message_of_many_frames_counts_as_one()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, prepare: static s => s.SendHighWatermark = 1);
        using Socket pull = Connected(SocketType.Pull, endpoint, static s => s.ReceiveHighWatermark = 1);
        for (int i = 0; i < 2; i++)
        {
            using MultipartMessage message = ["1", "2", "3", "4"];
            Assert.That(push.TrySend(message), Is.True);
        }

        using MultipartMessage third = ["1", "2", "3", "4"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(push.TrySend(third), Is.False);
            Assert.That(Texts(third), Is.EqualTo(new[] { "1", "2", "3", "4" }), "the message is whole and still belongs to the caller");
        }

        Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(4));
        Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(4));
        Assert.That(push.TrySend(third, Generous), Is.True);
        Assert.That(third.IsAlive, Is.False);
        Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(4));
    }

    [Test]
    public void Try_methods_return_false_without_room_or_messages()
    {
        using Socket push = Create(SocketType.Push);
        using Socket pull = Create(SocketType.Pull);
        using Frame frame = Frame.FromText("x");
        using MultipartMessage message = ["x", "y"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(push.TrySend("x"u8), Is.False);
            Assert.That(push.TrySend(frame), Is.False);
            Assert.That(push.TrySend(message), Is.False);
            Assert.That(push.TrySend(frame, TimeSpan.Zero), Is.False);
            Assert.That(push.TrySend(message, TimeSpan.Zero), Is.False);
            Assert.That(push.TrySend(frame, TimeSpan.FromMilliseconds(1)), Is.False);
            Assert.That(push.TrySend("x"), Is.False);
            Assert.That(push.TrySend("x", TimeSpan.FromMilliseconds(1)), Is.False);
            Assert.That(push.TrySend("x"u8, TimeSpan.FromMilliseconds(1)), Is.False);
            Assert.That(() => push.TrySend("x"u8, TimeSpan.FromMilliseconds(-2)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => push.TrySend((string)null!, TimeSpan.Zero), Throws.ArgumentNullException);
            Assert.That(() => push.TrySend((string)null!), Throws.ArgumentNullException);
            Assert.That(push.TrySend(message, TimeSpan.FromMilliseconds(1)), Is.False);
            Assert.That(pull.TryReceive(out _), Is.False);
            Assert.That(pull.TryReceive(out _, TimeSpan.Zero), Is.False);
            Assert.That(pull.TryReceive(out _, TimeSpan.FromMilliseconds(1)), Is.False);
            Assert.That(pull.TryReceive(new byte[1], out int length), Is.False);
            Assert.That(length, Is.Zero);
            Assert.That(pull.TryReceiveMessage(out _), Is.False);
            Assert.That(pull.TryReceiveMessage(out MultipartMessage none, TimeSpan.FromMilliseconds(1)), Is.False);
            Assert.That(none.IsAlive, Is.False);
            Assert.That(frame.IsAlive && message.IsAlive, Is.True);
        }
    }

    [Test]
    public void Blocking_calls_end_with_the_sockets_time_outs()
    {
        using Socket push = Create(SocketType.Push, static s => s.SendTimeout = TimeSpan.FromMilliseconds(1));
        using Socket pull = Create(SocketType.Pull, static s => s.ReceiveTimeout = TimeSpan.FromMilliseconds(1));
        using Frame frame = Frame.FromText("x");
        using MultipartMessage message = ["x", "y"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => push.Send("x"u8), Throws.TypeOf<SocketTimeoutException>().With.Message.Contains("PUSH"));
            Assert.That(() => push.Send("x"), Throws.TypeOf<SocketTimeoutException>());
            Assert.That(() => push.Send(frame), Throws.TypeOf<SocketTimeoutException>());
            Assert.That(() => push.Send(message), Throws.TypeOf<SocketTimeoutException>());
            Assert.That(() => pull.Receive(), Throws.TypeOf<SocketTimeoutException>().With.Message.Contains("PULL"));
            Assert.That(() => pull.Receive(new byte[1]), Throws.TypeOf<SocketTimeoutException>());
            Assert.That(() => pull.ReceiveMessage(), Throws.TypeOf<SocketTimeoutException>());
            Assert.That(frame.IsAlive && message.IsAlive, Is.True);
        }
    }

    [Test]
    public void A_time_out_of_zero_does_not_wait()
    {
        using Socket pull = Create(SocketType.Pull, static s => s.ReceiveTimeout = TimeSpan.Zero);
        Assert.That(() => pull.Receive(), Throws.TypeOf<SocketTimeoutException>());
    }

    [Test]
    public void Waiting_ends_when_a_message_comes()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            Thread sender = new(() => push.Send("at last"));
            sender.Start();
            Assert.That(pull.TryReceive(out Frame frame, Generous), Is.True);
            using (frame)
            {
                Assert.That(frame.ToString(), Is.EqualTo("at last"));
            }

            Assert.That(sender.Join(Generous), Is.True);
        }
    }

    [Test]
    public void A_message_that_does_not_fit_into_the_buffer_is_cut()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            push.Send("0123456789");
            push.Send("next");
            byte[] buffer = new byte[4];
            using (Assert.EnterMultipleScope())
            {
                Assert.That(pull.Receive(buffer), Is.EqualTo(10));
                Assert.That(buffer, Is.EqualTo("0123"u8.ToArray()));
                Assert.That(pull.Receive([]), Is.EqualTo(4));
            }
        }
    }

    [Test]
    public void With_immediate_nothing_is_queued_before_the_connection_is_made()
    {
        using Socket listener = Bound(SocketType.Pull, out string endpoint, FreePort);
        listener.Unbind(endpoint);
        using Socket eager = Connected(SocketType.Push, endpoint);
        using Socket careful = Connected(SocketType.Push, endpoint, static s => s.Immediate = true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(eager.TrySend("queued"u8), Is.True);
            Assert.That(careful.TrySend("not queued"u8), Is.False);
        }

        eager.Linger = TimeSpan.Zero;
    }

    private static int Fill(Socket socket)
    {
        int count = 0;
        while (socket.TrySend("x"u8))
        {
            count++;
        }

        return count;
    }

    private static int Drain(Socket socket)
    {
        int count = 0;
        while (socket.TryReceive(out Frame frame))
        {
            frame.Dispose();
            count++;
        }

        return count;
    }
}
