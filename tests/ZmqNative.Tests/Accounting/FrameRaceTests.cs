using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Tests;

/// <summary>
/// No use of a handle corrupts memory, in any build: handles are ended, sent and read by several threads at once, copied while they are
/// overwritten, and ended by the callbacks of their own memory. A failure mostly ends the process, in <c>free()</c> or in an assertion of libzmq.
/// </summary>
[NonParallelizable]
public sealed class FrameRaceTests : RaceTest
{
    // Large enough that malloc maps it separately: reading it after it is freed is a fault.
    private const int Mapped = 1 << 20;

    private Frame _torn;
    private int _released;

    [TestCase(16)]
    [TestCase(Large)]
    public void Two_threads_that_dispose_copies_of_one_frame_free_it_once(int size) => Race(
        () => Frame.Allocate(size),
        static frame => frame.Dispose(),
        static frame => frame.Dispose());

    [Test]
    public void Two_threads_that_dispose_copies_of_one_wrapped_frame_release_its_array_once()
    {
        _released = 0;
        byte[] array = new byte[Large];
        Race(
            () => Frame.Wrap(array, _ => Interlocked.Increment(ref _released)),
            static frame => frame.Dispose(),
            static frame => frame.Dispose());

        Assert.That(_released, Is.EqualTo(Rounds));
    }

    [Test]
    public void A_release_callback_that_disposes_its_own_frame_does_nothing()
    {
        Frame frame = default;
        bool aliveInside = true;
        _released = 0;
        frame = Frame.Wrap(new byte[Large], _ =>
        {
            _released++;
            aliveInside = frame.IsAlive;
            frame.Dispose();
        });
        frame.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_released, Is.EqualTo(1));
            Assert.That(aliveInside, Is.False);
        }
    }

    [TestCase(16)]
    [TestCase(Large)]
    public void A_frame_that_is_sent_while_a_copy_is_disposed_is_sent_or_disposed(int size)
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            int sent = 0, received = 0;
            Race(
                () => Frame.Allocate(size),
                frame => sent += Try(() => push.TrySend(frame)) ? 1 : 0,
                static frame => frame.Dispose(),
                () => received += Drain(pull, size));

            received += Drain(pull, size);
            Assert.That(received, Is.EqualTo(sent));
        }
    }

    [Test]
    public void A_send_to_a_full_queue_returns_the_frame_unless_another_thread_disposes_it()
    {
        using Socket unknown = Context.CreateSocket(SocketType.Push);
        Race(
            () => Frame.Allocate(Large),
            frame => Try(() => unknown.TrySend(frame)),
            static frame => frame.Dispose(),
            after: static frame => frame.Dispose());
    }

    [Test]
    public void A_frame_that_is_received_into_while_a_copy_is_disposed_stays_whole()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            Race(
                () =>
                {
                    push.Send(Frame.Allocate(Large));
                    return Frame.Allocate(Large);
                },
                frame => Try(() => pull.TryReceiveInto(frame)),
                static frame => frame.Dispose(),
                () => Drain(pull, Large),
                static frame => frame.Dispose());
        }
    }

    [TestCase(16)]
    [TestCase(Mapped)]
    public void A_frame_that_is_read_while_a_copy_is_disposed_is_read_or_disposed(int size) => Race(
        () => Frame.Allocate(size),
        frame => Try(() =>
        {
            // Does not read the bytes: a span is invalid after its frame.
            Assert.That(frame.Length, Is.EqualTo(size));
            Assert.That(frame.Span.Length, Is.EqualTo(size));
            return frame.More;
        }),
        static frame => frame.Dispose());

    [Test]
    public void Properties_and_duplicates_are_read_while_a_copy_is_disposed_or_the_frame_is_disposed()
    {
        using Socket push = Context.CreateSocket(SocketType.Push);
        using Socket pull = Context.CreateSocket(SocketType.Pull);
        push.Bind("tcp://127.0.0.1:*");
        pull.Connect(push.LastEndpoint);
        byte[] bytes = new byte[Large];
        Race(
            () =>
            {
                push.Send(bytes);
                return pull.Receive();
            },
            frame => Try(() =>
            {
                Assert.That(frame.PeerAddress, Is.EqualTo("127.0.0.1"));
                using Frame duplicate = frame.Duplicate();
                return duplicate.Length == Large;
            }),
            static frame => frame.Dispose(),
            rounds: Rounds / 10);
    }

    [Test]
    [SuppressMessage("Usage", "CA2000", Justification = "The thread that claims a handle ends it.")]
    public void A_handle_with_halves_of_two_frames_is_invalid()
    {
        // One half of a frame's handle and one of another's: all threads read and write one field of 16 bytes without a lock.
        Storm(thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < Rounds; i++)
            {
                Frame taken = _torn;
                _torn = Frame.Allocate(random.Next(2) == 0 ? 16 : Large);
                _ = Try(() =>
                {
                    Assert.That(taken.Span.Length, Is.EqualTo(16).Or.EqualTo(Large));
                    return true;
                });
                taken.Dispose();
            }
        });

        // Frames that two threads overwrote at the same moment are lost: no variable has their handles.
        _torn.Dispose();
        LoseCount();
    }
}
