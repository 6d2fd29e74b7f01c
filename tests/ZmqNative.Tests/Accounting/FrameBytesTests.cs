using System.Buffers;

namespace ZmqNative.Tests;

/// <summary>The bytes of frames, inline in the native message up to 33 bytes and on the native heap above.</summary>
public sealed class FrameBytesTests : ZmqTest
{
    private static readonly int[] Sizes = [0, 1, 29, 30, 33, 34, 8192, 1024 * 1024];

    [TestCaseSource(nameof(Sizes))]
    public void Every_size_arrives_as_it_was_sent(int size)
    {
        byte[] bytes = Pattern(size);
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            bound.Send(bytes);
            bound.Send(Frame.Copy(bytes));
            bound.Send(Frame.Wrap(bytes));
            bound.Send([bytes]);

            for (int i = 0; i < 4; i++)
            {
                Assert.That(connected.TryReceive(out Frame frame, Generous), Is.True);
                using (frame)
                {
                    Assert.That(frame.Span.SequenceEqual(bytes), Is.True);
                    Assert.That(frame, Has.Length.EqualTo(size));
                    Assert.That(frame.More, Is.False);
                }
            }
        }
    }

    [TestCaseSource(nameof(Sizes))]
    public unsafe void Memory_is_the_same_bytes_in_place(int size)
    {
        using Frame frame = Frame.Copy(Pattern(size));
        ReadOnlyMemory<byte> memory = frame.Memory;
        using MemoryHandle pin = memory.Pin();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(memory.Length, Is.EqualTo(size));
            Assert.That(memory.Span.SequenceEqual(frame.Span), Is.True);
            fixed (byte* pointer = frame.Span)
            {
                Assert.That((nint)pin.Pointer, Is.EqualTo((nint)pointer).Or.EqualTo(size == 0 ? (nint)pin.Pointer : 0));
            }
        }
    }

    [Test]
    public unsafe void A_slice_of_memory_pins_its_own_start()
    {
        using Frame frame = Frame.Copy(Pattern(100));
        using MemoryHandle whole = frame.Memory.Pin();
        using MemoryHandle slice = frame.Memory[40..].Pin();

        Assert.That((byte*)slice.Pointer - (byte*)whole.Pointer, Is.EqualTo(40));
    }

    [Test]
    public void What_is_written_into_an_allocated_frame_is_sent()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            Frame frame = Frame.Allocate(26);
            for (int i = 0; i < frame.Length; i++)
            {
                frame.WritableSpan[i] = (byte)('a' + i);
            }

            bound.Send(frame);

            Assert.That(ReceiveText(connected), Is.EqualTo("abcdefghijklmnopqrstuvwxyz"));
        }
    }

    [Test]
    public void Text_is_utf8_and_half_a_surrogate_pair_becomes_a_replacement()
    {
        using Frame frame = Frame.FromText("\u00fc\u6f22\U0001f600\ud800");

        Assert.That(frame.ToString(), Is.EqualTo("\u00fc\u6f22\U0001f600\ufffd"));
    }

    [Test]
    public void A_buffer_that_is_too_small_gets_the_start_and_the_whole_length_is_reported()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            byte[] buffer = new byte[4];
            bound.Send("too long"u8);
            bound.Send("none"u8);

            using (Assert.EnterMultipleScope())
            {
                Assert.That(connected.Receive(buffer), Is.EqualTo(8));
                Assert.That(buffer, Is.EqualTo("too "u8.ToArray()));
                Assert.That(connected.Receive([]), Is.EqualTo(4));
            }
        }
    }

    [Test]
    public void A_negative_size_is_refused() =>
        Assert.That(() => Frame.Allocate(-1), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static byte[] Pattern(int size)
    {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++)
        {
            bytes[i] = (byte)(i * 31);
        }

        return bytes;
    }
}
