namespace ZmqNative.Tests;

public sealed class MultipartMessageTests : SocketTest
{
    [TestCase(false)]
    [TestCase(true)]
    public void Frames_arrive_in_order_the_empty_ones_too(bool tcp)
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, tcp ? FreePort : null);
        using Socket push = Connected(SocketType.Push, endpoint);
        string[] frames = ["", "first", "", "", "last", ""];
        SendTexts(push, frames);
        Assert.That(ReceiveTexts(pull), Is.EqualTo(frames));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_thousand_frames_arrive_as_one_message(bool tcp)
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, tcp ? FreePort : null);
        using Socket push = Connected(SocketType.Push, endpoint);
        string[] frames = [.. Enumerable.Range(0, 1000).Select(static i => new string('x', i))];
        using (MultipartMessage message = MultipartMessage.Create([.. frames]))
        {
            Assert.That(message.TotalLength, Is.EqualTo(999 * 1000 / 2));
            push.Send(message);
        }

        Assert.That(ReceiveTexts(pull), Is.EqualTo(frames));
    }

    [Test]
    public void Frames_and_messages_may_be_sent_and_received_frame_by_frame()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            push.Send("a", SendFlags.SendMore);
            push.Send("b"u8, SendFlags.SendMore);
            using (Frame frame = Frame.FromText("c"))
            {
                push.Send(frame);
            }

            Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "a", "b", "c" }));
            SendTexts(push, "d", "e");
            using Frame first = pull.Receive();
            using Frame second = pull.Receive();
            using (Assert.EnterMultipleScope())
            {
                Assert.That((first.ToString(), first.More), Is.EqualTo(("d", true)));
                Assert.That((second.ToString(), second.More), Is.EqualTo(("e", false)));
            }
        }
    }

    [Test]
    public void Messages_are_edited_in_place()
    {
        using MultipartMessage message = MultipartMessage.Create();
        message.Add("b");
        message.Add("d"u8);
        message.Insert(0, Frame.FromText("a"));
        message.Insert(2, Frame.FromText("c"));
        message.Insert(4, Frame.Empty());
        Assert.That(Texts(message), Is.EqualTo(new[] { "a", "b", "c", "d", "" }));
        using Frame taken = message.Take(1);
        message.Take(3).Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(taken.ToString(), Is.EqualTo("b"));
            Assert.That(message.ToString(), Is.EqualTo("a | c | d"));
            Assert.That(message[2].ToString(), Is.EqualTo("d"));
            Assert.That(() => message[3], Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => message[-1], Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => message.Take(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void A_frame_that_cannot_be_inserted_still_belongs_to_the_caller()
    {
        using MultipartMessage message = ["a"];
        using Frame frame = Frame.FromText("b");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => message.Insert(2, frame), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => message.Insert(-1, frame), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(frame.IsAlive, Is.True);
        }
    }

    [Test]
    public void Adding_a_frame_transfers_its_ownership()
    {
        using MultipartMessage message = MultipartMessage.Create();
        Frame frame = Frame.FromText("x");
        Frame copy = frame;
        message.Add(frame);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(frame.IsAlive, Is.False);
            Assert.That(copy.IsAlive, Is.False);
            Assert.That(() => message.Add(frame), Throws.TypeOf<ObjectDisposedException>(), "a second time");
            Assert.That(message.Count, Is.EqualTo(1));
        }

        frame.Dispose();
        Assert.That(message[0].ToString(), Is.EqualTo("x"), "a dead handle disposes nothing");
    }

    [Test]
    public void Disposing_a_frame_inside_a_message_is_noticed_by_the_message()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            using MultipartMessage message = ["a", "b"];
            message[1].Dispose();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(() => message.TotalLength, Throws.TypeOf<ObjectDisposedException>());
                Assert.That(() => push.TrySend(message), Throws.TypeOf<ObjectDisposedException>());
                Assert.That(() => push.Send(message), Throws.TypeOf<ObjectDisposedException>());
            }

            SendTexts(push, "the next", "is whole");
            Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "the next", "is whole" }));
        }
    }

    [Test]
    public void Moving_a_message_leaves_one_owner()
    {
        MultipartMessage first = ["x"];
        using MultipartMessage second = first.Move();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.IsAlive, Is.False);
            Assert.That(second[0].ToString(), Is.EqualTo("x"));
            Assert.That(() => first.Move(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => first.Count, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(first.ToString(), Is.EqualTo("(message is disposed)"));
        }
    }

    [Test]
    public void Sending_ends_a_message_and_all_copies_of_its_handle()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            MultipartMessage message = ["a", "b"];
            MultipartMessage copy = message;
            Frame frame = message[0];
            push.Send(message);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(message.IsAlive || copy.IsAlive || frame.IsAlive, Is.False);
                Assert.That(() => push.Send(copy), Throws.TypeOf<ObjectDisposedException>());
                Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "a", "b" }));
            }
        }
    }

    [Test]
    public void Large_frames_are_shared_not_copied_while_a_send_is_retried()
    {
        using Socket push = Create(SocketType.Push);
        int released = 0;
        using (MultipartMessage message = MultipartMessage.Create())
        {
            message.Add(Frame.Wrap(new byte[100_000], _ => Interlocked.Increment(ref released)));
            message.Add("tail");
            for (int i = 0; i < 100; i++)
            {
                Assert.That(push.TrySend(message), Is.False);
            }

            Assert.That(released, Is.Zero);
        }

        Assert.That(released, Is.EqualTo(1));
    }

    [Test]
    public void An_empty_message_cannot_be_sent()
    {
        using Socket push = Create(SocketType.Push);
        using MultipartMessage message = MultipartMessage.Create();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => push.Send(message), Throws.ArgumentException);
            Assert.That(() => push.TrySend(message), Throws.ArgumentException);
            Assert.That(() => push.TrySend(message, Generous), Throws.ArgumentException);
            Assert.That(message.IsAlive, Is.True);
            Assert.That(message.TotalLength, Is.Zero);
        }
    }

    [Test]
    public void Enumerated_frames_still_belong_to_the_message()
    {
        using MultipartMessage message = ["a", "bc", ""];
        List<int> lengths = [];
        foreach (Frame frame in message)
        {
            lengths.Add(frame.Length);
        }

        Assert.That(lengths, Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(message.Count, Is.EqualTo(3));
    }

    [Test]
    public void Null_frames_are_refused_before_anything_is_made()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => MultipartMessage.Create("a", (string)null!), Throws.ArgumentNullException);
            Assert.That(() => MultipartMessage.Create("a"u8, (byte[])null!), Throws.ArgumentNullException);
        }

        using MultipartMessage message = MultipartMessage.Create();
        Assert.That(() => message.Add((string)null!), Throws.ArgumentNullException);
    }
}
