using ZmqNative.Interop;

namespace ZmqNative.Tests;

/// <summary>Frames of more than 2 GiB, which libzmq supports and no span can cover. Their memory is never written.</summary>
[NonParallelizable]
public sealed class LargeFrameTests : ZmqTest
{
    private const long Length = 2_300_000_000;

    [Test]
    public void A_frame_beyond_the_size_of_spans_throws_and_can_be_sent_on()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        (Socket nextPush, Socket nextPull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        using (nextPush)
        using (nextPull)
        {
            Send(push);
            nextPush.Send(pull.Receive());
            using Frame frame = nextPull.Receive();

            using (Assert.EnterMultipleScope())
            {
                Assert.That(frame.LongLength, Is.EqualTo(Length));
                Assert.That(() => frame.Length, Throws.InvalidOperationException.With.Message.Contains($"{Length:N0}"));
                Assert.That(() => frame.Span.Length, Throws.InvalidOperationException);
                Assert.That(() => frame.Memory.Length, Throws.InvalidOperationException);
                Assert.That(frame.ToString(), Is.EqualTo($"({Length:N0} bytes)"));
            }
        }
    }

    [Test]
    public void The_length_of_a_message_may_exceed_that_of_spans()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            push.Send("first"u8, SendFlags.SendMore);
            Send(push);
            using MultipartMessage message = pull.ReceiveMessage();

            Assert.That(message.TotalLength, Is.EqualTo(Length + 5));
        }
    }

    private static unsafe void Send(Socket socket)
    {
        zmq_msg_t message;
        Assert.That(Libzmq.zmq_msg_init_size(&message, (nuint)Length), Is.Zero);
        Assert.That(Libzmq.zmq_msg_send(&message, (void*)socket.Handle, 0), Is.GreaterThanOrEqualTo(0));
    }
}
