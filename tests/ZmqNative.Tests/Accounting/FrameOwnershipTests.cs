namespace ZmqNative.Tests;

/// <summary>The ownership of frames: only the owner can use one.</summary>
public sealed class FrameOwnershipTests : ZmqTest
{
    private const int Large = 1000;

    // The calls that end a handle, after which every use of it must fail.
    private static readonly TestCaseData[] Ends =
    [
        End("disposed", static (_, frame) => frame.Dispose()),
        End("sent", static (socket, frame) => socket.Send(frame)),
        End("sent by trying", static (socket, frame) => socket.TrySend(frame)),
        End("moved", static (_, frame) => frame.Move().Dispose()),
        End("added to a message", static (_, frame) =>
        {
            using MultipartMessage message = MultipartMessage.Create();
            message.Add(frame);
        }),
    ];

    [TestCaseSource(nameof(Ends))]
    public void A_frame_that_was_ended_cannot_be_used_through_any_copy_of_its_handle(Action<Socket, Frame> end)
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            Frame frame = Frame.Copy("bytes"u8);
            Frame copy = frame;

            end(bound, frame);

            using (Assert.EnterMultipleScope())
            {
                AssertDisposed(frame, bound);
                AssertDisposed(copy, bound);
            }
        }
    }

    [Test]
    public void A_handle_that_was_never_created_cannot_be_used()
    {
        using Socket socket = Context.CreateSocket(SocketType.Pair);
        AssertDisposed(default, socket);
        default(Frame).Dispose();
    }

    [Test]
    public void Disposing_twice_does_nothing_even_after_the_core_was_used_again()
    {
        Frame first = Frame.Copy("first"u8);
        first.Dispose();
        using Frame second = Frame.Copy("second"u8);
        first.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.IsAlive, Is.True);
            Assert.That(second.ToString(), Is.EqualTo("second"));
            Assert.That(first.IsAlive, Is.False);
        }
    }

    [Test]
    public void After_a_send_that_failed_the_frame_still_belongs_to_the_caller()
    {
        using Socket unknown = Context.CreateSocket(SocketType.Push);
        using Socket receiver = Context.CreateSocket(SocketType.Pull);
        using Frame frame = Frame.Copy("kept"u8);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(unknown.TrySend(frame), Is.False);
            Assert.That(unknown.TrySend(frame, TimeSpan.Zero), Is.False);
            Assert.That(() => receiver.Send(frame), Throws.TypeOf<ZmqException>());
            Assert.That(frame.ToString(), Is.EqualTo("kept"));
        }
    }

    [Test]
    public void A_moved_frame_can_be_used_through_the_result_only()
    {
        Frame frame = Frame.Copy("moved"u8);
        using Frame moved = frame.Move();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(frame.IsAlive, Is.False);
            Assert.That(moved.ToString(), Is.EqualTo("moved"));
        }
    }

    [TestCase(10)]
    [TestCase(Large)]
    public void A_duplicate_outlives_the_original(int length)
    {
        Frame original = Frame.Allocate(length);
        original.WritableSpan.Fill(7);
        using Frame duplicate = original.Duplicate();
        original.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(duplicate.Length, Is.EqualTo(length));
            Assert.That(duplicate.Span.IndexOfAnyExcept((byte)7), Is.EqualTo(-1));
        }
    }

    [Test]
    public void Bytes_shared_with_a_duplicate_cannot_be_written()
    {
        using Frame original = Frame.Allocate(Large);
        original.WritableSpan.Fill(7);
        using Frame duplicate = original.Duplicate();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => original.WritableSpan.Length, Throws.InvalidOperationException);
            Assert.That(() => duplicate.WritableSpan.Length, Throws.InvalidOperationException);
        }
    }

    [Test]
    public void Bytes_of_a_small_duplicate_are_copied()
    {
        using Frame original = Frame.Copy("small"u8);
        using Frame duplicate = original.Duplicate();
        duplicate.WritableSpan[0] = (byte)'S';

        Assert.That(original.ToString() + duplicate, Is.EqualTo("smallSmall"));
    }

    [Test]
    public void A_message_that_was_ended_cannot_be_used_and_has_disposed_its_frames()
    {
        MultipartMessage message = ["one", "two"];
        Frame inside = message[1];
        MultipartMessage copy = message;
        message.Dispose();
        copy.Dispose();
        using Socket socket = Context.CreateSocket(SocketType.Pair);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(inside.IsAlive, Is.False);
            Assert.That(copy.IsAlive, Is.False);
            Assert.That(() => copy.Count, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => copy[0], Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => copy.Take(0), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => copy.Add("three"), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => copy.Move(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => socket.Send(copy), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => default(MultipartMessage).Count, Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void No_frame_of_a_message_with_a_disposed_frame_is_sent()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            using MultipartMessage broken = ["one", "two", "three"];
            broken[1].Dispose();

            Assert.That(() => bound.TrySend(broken), Throws.TypeOf<ObjectDisposedException>());
            bound.Send(["whole"]);

            Assert.That(connected.TryReceiveMessage(out MultipartMessage message, Generous), Is.True);
            using (message)
            {
                Assert.That(message.ToString(), Is.EqualTo("whole"));
            }
        }
    }

    private static TestCaseData End(string name, Action<Socket, Frame> end) => new TestCaseData(end).SetArgDisplayNames(name);

    private static void AssertDisposed(Frame frame, Socket socket)
    {
        using MultipartMessage message = MultipartMessage.Create();
        Assert.That(frame.IsAlive, Is.False);
        Assert.That(frame.ToString(), Is.EqualTo("(frame is disposed)"));
        Assert.That(() => frame.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.More, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.Memory, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.WritableSpan.Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.Duplicate(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.Move(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => frame.PeerAddress, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => socket.Send(frame), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => socket.TrySend(frame), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => message.Add(frame), Throws.TypeOf<ObjectDisposedException>());
    }
}
