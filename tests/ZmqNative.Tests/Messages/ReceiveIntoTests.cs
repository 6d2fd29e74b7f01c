namespace ZmqNative.Tests;

/// <summary>Receiving into existing frames and messages, which replaces their content.</summary>
public sealed class ReceiveIntoTests : ZmqTest
{
    private static readonly int[] Sizes = [3, 100_000, 0, 33, 34, 29, 5_000, 1];

    [Test]
    public void One_frame_receives_messages_of_all_sizes()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        using (Frame frame = Frame.Empty())
        {
            foreach (int size in Sizes)
            {
                byte[] sent = Bytes(size);
                bound.Send(sent);
                connected.ReceiveInto(frame);
                Assert.That(frame.Span.SequenceEqual(sent), Is.True, $"{size} bytes");
            }
        }
    }

    [Test]
    public void A_frame_that_received_nothing_can_be_used_again()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        using (Frame frame = Frame.FromText("before"))
        {
            Assert.That(connected.TryReceiveInto(frame), Is.False);
            Assert.That(frame.IsAlive, Is.True);
            bound.Send("after"u8);
            Assert.That(connected.TryReceiveInto(frame), Is.True);
            Assert.That(frame.ToString(), Is.EqualTo("after"));
        }
    }

    [Test]
    public void A_disposed_frame_receives_no_message()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            Frame ended = Frame.Empty();
            ended.Dispose();
            bound.Send("kept"u8);
            Assert.That(() => connected.TryReceiveInto(ended), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => connected.ReceiveInto(ended), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(ReceiveText(connected), Is.EqualTo("kept"));
        }
    }

    [Test]
    public void A_wrapped_buffer_is_released_when_its_frame_receives_a_message()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            int released = 0;
            using Frame frame = Frame.Wrap(new byte[1000], _ => released++);
            bound.Send("next"u8);
            connected.ReceiveInto(frame);
            Assert.That(released, Is.EqualTo(1));
            Assert.That(frame.ToString(), Is.EqualTo("next"));
        }
    }

    [Test]
    public void One_message_receives_others_of_any_number_of_frames()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        using (MultipartMessage message = MultipartMessage.Create())
        {
            foreach (string text in new[] { "a | b | c", "d", "e | f", "g | h | i | j | k | l", "m" })
            {
                bound.Send([.. text.Split(" | ")]);
                Assert.That(connected.TryReceiveMessageInto(message), Is.True);
                Assert.That(message.ToString(), Is.EqualTo(text));
            }

            Frame last = message[0];
            Assert.That(connected.TryReceiveMessageInto(message), Is.False);
            Assert.That(message.Count, Is.Zero);
            Assert.That(last.IsAlive, Is.False);
        }
    }

    [Test]
    public void A_frame_that_was_taken_keeps_its_bytes_when_its_message_receives_another()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        using (MultipartMessage message = MultipartMessage.Create())
        {
            bound.Send("taken"u8);
            bound.Send("moved"u8);
            bound.Send("disposed"u8);
            bound.Send("other"u8);
            _ = connected.TryReceiveMessageInto(message);
            using Frame taken = message.Take(0);
            _ = connected.TryReceiveMessageInto(message);
            using Frame moved = message[0].Move();
            _ = connected.TryReceiveMessageInto(message);
            message[0].Dispose();
            using Frame filler = Frame.FromText("filler");
            _ = connected.TryReceiveMessageInto(message);
            Assert.That(
                $"{taken} {moved} {filler} {message}", Is.EqualTo("taken moved filler other"));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void The_frames_of_a_message_are_released_though_it_receives_nothing(bool inTurn)
    {
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        (Socket replier, Socket requester) = Pair(SocketType.Rep, SocketType.Req);
        using (bound)
        using (connected)
        using (replier)
        using (requester)
        using (MultipartMessage message = MultipartMessage.Create())
        {
            int released = 0;

            // Over inproc the receiver gets the wrapped bytes themselves.
            bound.Send(Frame.Wrap(new byte[1000], _ => released++));
            Assert.That(connected.TryReceiveMessageInto(message), Is.True);
            Assert.That(released, Is.Zero);
            if (inTurn)
            {
                Assert.That(connected.TryReceiveMessageInto(message), Is.False);
            }
            else
            {
                Assert.That(() => requester.TryReceiveMessageInto(message), Throws.InstanceOf<SocketStateException>());
            }

            Assert.That(released, Is.EqualTo(1));
        }
    }

    private static byte[] Bytes(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }
}
