using System.Runtime.CompilerServices;

namespace ZmqNative.Tests;

/// <summary>A handle, a memory and a writable span, and the frame that they belong to.</summary>
public sealed class FrameHandleTests : ZmqTest
{
    private const int Large = 1000;

    [TestCase(16)]
    [TestCase(Large)]
    public void The_memory_of_a_disposed_frame_throws_even_when_its_core_is_used_again(int size)
    {
        Frame frame = Frame.Allocate(size);
        ReadOnlyMemory<byte> memory = frame.Memory;
        ReadOnlyMemory<byte> part = memory[3..7];
        Assert.That(part.Span.Length, Is.EqualTo(4));
        object core = frame.Core;
        frame.Dispose();
        using Frame next = Frame.Allocate(size);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(next.Core, Is.SameAs(core));
            Assert.That(next.Memory.Length, Is.EqualTo(size));
            Assert.That(() => memory.Span.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => part.Span.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => memory.Pin(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(next.IsAlive, Is.True);
        }
    }

    [Test]
    public void The_memory_of_a_frame_that_was_sent_throws()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            Frame frame = Frame.Copy("bytes"u8);
            ReadOnlyMemory<byte> memory = frame.Memory;
            push.Send(frame);

            Assert.That(() => memory.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void The_memory_of_a_frame_that_was_received_into_is_that_of_the_new_content()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        using (Frame frame = Frame.Copy("old"u8))
        {
            ReadOnlyMemory<byte> memory = frame.Memory;
            push.Send("newer"u8);
            pull.ReceiveInto(frame);

            Assert.That(memory.Span.Length, Is.EqualTo(3), "the memory has the new length");
            Assert.That(frame.Memory.Length, Is.EqualTo(5));
        }
    }

    [Test]
    public void The_bytes_of_received_and_of_wrapped_frames_cannot_be_written()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        using (Frame wrapped = Frame.Wrap("bytes"u8.ToArray()))
        {
            push.Send(Frame.Allocate(Large));
            push.Send(Frame.Allocate(1));
            using Frame large = pull.Receive();
            using Frame small = pull.Receive();
            using Frame over = Frame.Allocate(Large);
            push.Send("over"u8);
            pull.ReceiveInto(over);

            foreach (Frame frame in new[] { wrapped, large, small, over })
            {
                Assert.That(() => frame.WritableSpan.Length, Throws.InvalidOperationException);
            }
        }
    }

    [Test]
    public void A_handle_with_the_core_of_one_frame_and_the_version_of_another_is_invalid()
    {
        using Frame one = Frame.Copy("one"u8);
        using Frame other = Frame.Copy("other"u8);
        Frame torn = Frame.Copy("torn"u8);
        torn.Dispose();
        ref (object Core, long Version) parts = ref Unsafe.As<Frame, (object, long)>(ref torn);
        parts.Core = one.Core;
        parts.Version = Unsafe.As<Frame, (object Core, long Version)>(ref Unsafe.AsRef(in other)).Version;
        torn.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(torn.IsAlive, Is.False);
            Assert.That(() => torn.Span.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That($"{one} {other}", Is.EqualTo("one other"));
        }
    }

    [Test]
    public void No_two_objects_ever_have_the_same_version()
    {
        HashSet<long> seen = [];
        long[] versions = [Ownership.NewRange(), Ownership.NewRange(), Ownership.NewRange()];
        for (int i = 0; i < 10_000; i++)
        {
            ref long version = ref versions[i % versions.Length];
            Assert.That(seen.Add(version), Is.True);
            Assert.That(version & Ownership.Held, Is.EqualTo(Ownership.Free));
            version = Ownership.Next(version);
        }
    }

    [Test]
    public void A_blocked_receive_into_a_frame_keeps_others_from_ending_it()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            Frame frame = Frame.Allocate(Large);
            using TestThread receiving = new(() => pull.ReceiveInto(frame));
            Assert.That(SpinWait.SpinUntil(() => !frame.IsAlive, Generous), Is.True, "the receive never began");
            frame.Dispose();
            push.Send("came"u8);
            receiving.Join();

            Assert.That(frame.ToString(), Is.EqualTo("came"));
            frame.Dispose();
        }
    }
}
