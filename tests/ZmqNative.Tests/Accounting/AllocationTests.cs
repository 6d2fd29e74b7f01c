namespace ZmqNative.Tests;

/// <summary>Messages allocate no managed memory with any kind of call: a count of bytes, not a measurement of time.</summary>
[NonParallelizable]
public sealed class AllocationTests : ZmqTest
{
    private const int WarmUp = 20_000;
    private const int Messages = 1_000_000;

    // What the runtime may allocate for itself, once; a message that allocated at all would cost 24 MB.
    private const int Slack = 1024;

    private static readonly byte[] Payload = new byte[100];
    private static readonly byte[] Buffer = new byte[100];
    private static readonly string Text = new('x', 100);
    private static int _released;

    public static IEnumerable<TestCaseData> Paths =>
    [
        Path("Send and Receive of spans", static (from, to) =>
        {
            from.Send(Payload);
            _ = to.Receive(Buffer);
        }),
        Path("TrySend and TryReceive of spans", static (from, to) =>
        {
            while (!from.TrySend(Payload))
            {
                // libzmq checks about once in a millisecond whether the receiver has read something.
            }

            Require(to.TryReceive(Buffer, out _));
        }),
        Path("Allocate, Send and Receive of frames", static (from, to) =>
        {
            Frame frame = Frame.Allocate(Payload.Length);
            frame.WritableSpan[0] = 1;
            from.Send(frame);
            using Frame received = to.Receive();
            Require(received.Span[0] == 1);
        }),
        Path("Copy, TrySend and TryReceive of frames", static (from, to) =>
        {
            Frame frame = Frame.Copy(Payload);
            while (!from.TrySend(frame))
            {
                // As above.
            }

            Require(to.TryReceive(out Frame received));
            received.Dispose();
        }),
        Path("TrySend and TryReceive of frames with time-outs", static (from, to) =>
        {
            Require(from.TrySend(Frame.Copy(Payload), Generous));
            Require(to.TryReceive(out Frame received, Generous));
            received.Dispose();
        }),
        Path("Duplicate of a frame", static (from, to) =>
        {
            using Frame frame = Frame.Copy(Payload);
            from.Send(frame.Duplicate());
            to.Receive().Move().Dispose();
        }),
        Path("text", static (from, to) =>
        {
            from.Send(Text);
            _ = to.Receive(Buffer);
        }),
        Path("Wrap of an array with a callback", static (from, to) =>
        {
            from.Send(Frame.Wrap(Payload, static _ => _released++));
            to.Receive().Dispose();
        }),
        Path("Wrap of memory with a callback and its state", static (from, to) =>
        {
            from.Send(Frame.Wrap(Payload.AsMemory(10, 50), static state => _released += ((byte[])state!).Length, Payload));
            to.Receive().Dispose();
        }),
        Path("Send and ReceiveMessage of three frames", static (from, to) =>
        {
            from.Send(ThreeFrames());
            to.ReceiveMessage().Dispose();
        }),
        Path("TrySend and TryReceiveMessage of three frames with time-outs", static (from, to) =>
        {
            Require(from.TrySend(ThreeFrames(), Generous));
            Require(to.TryReceiveMessage(out MultipartMessage message, Generous));
            using (message)
            {
                int length = 0;
                foreach (Frame frame in message)
                {
                    length += frame.Length;
                }

                Require(length == 12);
            }
        }),
        Path("three spans with SendMore, received frame by frame", static (from, to) =>
        {
            from.Send(Payload, SendFlags.SendMore);
            from.Send(Payload, SendFlags.SendMore);
            from.Send(Payload);
            bool more = true;
            while (more)
            {
                using Frame frame = to.Receive();
                more = frame.More;
            }
        }),
        Path("TryReceive of nothing", static (_, to) => Require(!to.TryReceive(out Frame _))),
        Path("TryReceiveMessage of nothing, with no time", static (_, to) =>
            Require(!to.TryReceiveMessage(out MultipartMessage _, TimeSpan.Zero))),
        Path("Socket.Poll", static (from, to) =>
        {
            from.Send(Payload);
            Require(to.Poll(PollEvents.In, Generous) == PollEvents.In);
            _ = to.Receive(Buffer);
        }),
    ];

    [TestCaseSource(nameof(Paths))]
    public void A_million_messages_allocate_nothing(Action<Socket, Socket> step)
    {
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        using (bound)
        using (connected)
        {
            AssertNothingAllocated(() =>
            {
                for (int i = 0; i < WarmUp; i++)
                {
                    step(bound, connected);
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < Messages; i++)
                {
                    step(bound, connected);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }
    }

    [Test]
    public void The_memory_of_a_frame_allocates_one_small_object_however_often_it_is_read()
    {
        const int SmallObject = 32;
        using Frame frame = Frame.Copy(Payload);
        using (Frame first = Frame.Copy(Payload))
        {
            _ = first.Memory.Span;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        int length = frame.Memory.Length + frame.Memory.Span.Length;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(length, Is.EqualTo(2 * Payload.Length));
            Assert.That(allocated, Is.LessThanOrEqualTo(SmallObject));
        }
    }

    [Test]
    public void A_million_polls_of_a_poller_allocate_nothing()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        using (bound)
        using (connected)
        using (Poller poller = new())
        {
            PollRegistration first = poller.Add(connected, PollEvents.In);
            _ = poller.Add(bound, PollEvents.In);
            AssertNothingAllocated(() =>
            {
                PollAndReceive(poller, first, bound, WarmUp);
                long before = GC.GetAllocatedBytesForCurrentThread();
                PollAndReceive(poller, first, bound, Messages);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }
    }

    [Test]
    public void A_million_frames_received_on_one_thread_and_disposed_on_another_allocate_nothing()
    {
        const int Room = 256;
        Frame[] ring = new Frame[Room];
        int written = 0, read = 0;

        // The pool has cores for all frames that the ring and the caches of both threads can hold at once, however late the other thread is.
        Frame[] most = [.. Enumerable.Range(0, 2 * Room).Select(static _ => Frame.Empty())];
        Array.ForEach(most, static frame => frame.Dispose());
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        using (bound)
        using (connected)
        using (TestThread disposer = new(() =>
        {
            SpinWait spin = default;
            while (read < WarmUp + Messages)
            {
                if (read < Volatile.Read(ref written))
                {
                    ring[read % Room].Dispose();
                    Volatile.Write(ref read, read + 1);
                }
                else
                {
                    spin.SpinOnce();
                }
            }
        }))
        {
            AssertNothingAllocated(() =>
            {
                long before = 0;
                SpinWait spin = default;
                for (int i = 0; i < WarmUp + Messages; i++)
                {
                    if (i == WarmUp)
                    {
                        before = GC.GetAllocatedBytesForCurrentThread();
                    }

                    while (i - Volatile.Read(ref read) == Room)
                    {
                        spin.SpinOnce();
                    }

                    bound.Send(Payload);
                    ring[i % Room] = connected.Receive();
                    Volatile.Write(ref written, i + 1);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
            disposer.Join();
        }
    }

    private static TestCaseData Path(string name, Action<Socket, Socket> step) => new TestCaseData(step).SetArgDisplayNames(name);

    private static void AssertNothingAllocated(Func<long> measure)
    {
        long allocated = measure();
        TestContext.Out.WriteLine($"{allocated} B for {Messages:N0}");
        Assert.That(allocated, Is.LessThanOrEqualTo(Slack));
    }

    private static void PollAndReceive(Poller poller, PollRegistration expected, Socket from, int count)
    {
        for (int i = 0; i < count; i++)
        {
            from.Send(Payload);
            Require(poller.Poll(Generous) == 1);
            foreach (PollRegistration ready in poller.Ready)
            {
                Require(ready == expected && ready.Ready == PollEvents.In);
                _ = ready.Socket!.Receive(Buffer);
            }
        }
    }

    private static MultipartMessage ThreeFrames()
    {
        MultipartMessage message = MultipartMessage.Create();
        message.Add("key"u8);
        message.Add(default(ReadOnlySpan<byte>));
        message.Add("the value"u8);
        return message;
    }

    // Assert.That allocates.
    private static void Require(bool condition)
    {
        if (!condition)
        {
            Assert.Fail("The step did not do what it is measured for.");
        }
    }
}
