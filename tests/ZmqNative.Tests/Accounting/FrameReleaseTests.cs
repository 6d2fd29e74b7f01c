namespace ZmqNative.Tests;

/// <summary>The release callback of a wrapped buffer is called exactly once, however the frame ends.</summary>
public sealed class FrameReleaseTests : ZmqTest
{
    private static readonly int[] Sizes = [0, 1, 33, 34, 100_000];

    private readonly Lock _gate = new();
    private List<object?> _released = null!;

    private int Released
    {
        get
        {
            lock (_gate)
            {
                return _released.Count;
            }
        }
    }

    [SetUp]
    public void ForgetReleasedStates() => _released = [];

    [TestCaseSource(nameof(Sizes))]
    public void It_is_called_when_the_frame_is_disposed_without_being_sent(int size)
    {
        byte[] array = new byte[size];
        Frame frame = Frame.Wrap(array, Note);
        Assert.That(Released, Is.Zero);
        frame.Dispose();
        frame.Dispose();

        Assert.That(_released, Is.EqualTo(new object[] { array }));
    }

    [Test]
    public void It_is_called_with_the_state_that_was_given()
    {
        object state = new();
        using (Frame frame = Frame.Wrap("bytes"u8.ToArray().AsMemory(1, 3), Note, state))
        {
            Assert.That(frame.ToString(), Is.EqualTo("yte"));
        }

        Assert.That(_released, Is.EqualTo(new[] { state }));
    }

    [Test]
    public void It_is_called_after_the_last_duplicate_is_disposed()
    {
        Frame frame = Frame.Wrap(new byte[100], Note);
        Frame duplicate = frame.Duplicate();
        frame.Dispose();
        Assert.That(Released, Is.Zero);
        duplicate.Dispose();

        Assert.That(Released, Is.EqualTo(1));
    }

    [Test]
    public void It_is_called_when_the_receiver_disposes_a_frame_sent_over_inproc()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        using (bound)
        using (connected)
        {
            bound.Send(Frame.Wrap("in place"u8.ToArray(), Note));
            using (Frame frame = connected.Receive())
            {
                Assert.That(frame.ToString(), Is.EqualTo("in place"));
                Assert.That(Released, Is.Zero);
            }

            Assert.That(Released, Is.EqualTo(1));
        }
    }

    [TestCaseSource(nameof(Sizes))]
    public void It_is_called_once_for_each_frame_sent_over_tcp(int size)
    {
        const int Count = 100;
        using Socket bound = Context.CreateSocket(SocketType.Push);
        using Socket connected = Context.CreateSocket(SocketType.Pull);
        bound.Bind("tcp://127.0.0.1:*");
        connected.Connect(bound.LastEndpoint);
        for (int i = 0; i < Count; i++)
        {
            Assert.That(bound.TrySend(Frame.Wrap(new byte[size], Note), Generous), Is.True);
            Assert.That(connected.TryReceive(out Frame frame, Generous), Is.True);
            frame.Dispose();
        }

        Context.Dispose();
        Assert.That(Released, Is.EqualTo(Count));
    }

    [Test]
    public void It_is_called_once_for_all_subscribers()
    {
        using Socket publisher = Context.CreateSocket(SocketType.XPub);
        Socket[] subscribers = [.. Enumerable.Range(0, 3).Select(_ => Context.CreateSocket(SocketType.Sub))];
        string endpoint = Inproc();
        publisher.Bind(endpoint);
        foreach (Socket subscriber in subscribers)
        {
            subscriber.Connect(endpoint);
            subscriber.Subscribe("topic");
        }

        // XPUB tells the first subscription to a topic; inproc delivers the others before it reports them, or at the same time.
        Assert.That(publisher.TryReceive(out Frame subscription, Generous), Is.True);
        subscription.Dispose();
        publisher.Send(Frame.Wrap([.. "topic"u8, .. new byte[1000]], Note));
        foreach (Socket subscriber in subscribers)
        {
            subscriber.Dispose();
        }

        publisher.Dispose();
        Context.Dispose();
        Assert.That(Released, Is.EqualTo(1));
    }

    [Test]
    public void It_is_called_when_a_closed_socket_without_linger_drops_the_frame()
    {
        Socket socket = Context.CreateSocket(SocketType.Push);
        socket.Linger = TimeSpan.Zero;
        socket.Connect($"ipc://{Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}");
        Assert.That(socket.TrySend(Frame.Wrap(new byte[100], Note)), Is.True);
        Assert.That(socket.TrySend(Frame.Wrap([], Note)), Is.True);
        Assert.That(Released, Is.Zero);
        socket.Dispose();

        Context.Dispose();
        Assert.That(Released, Is.EqualTo(2));
    }

    [Test]
    public void It_is_called_when_the_context_ends_with_the_frame_in_a_queue()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Push, SocketType.Pull);
        bound.Send(Frame.Wrap(new byte[100], Note));
        Assert.That(Released, Is.Zero);

        Context.Dispose();
        bound.Dispose();
        connected.Dispose();
        Assert.That(Released, Is.EqualTo(1));
    }

    [Test]
    public void It_may_throw_without_harm()
    {
        Frame frame = Frame.Wrap(new byte[100], array =>
        {
            Note(array);
            throw new InvalidOperationException("This is not caught.");
        });
        frame.Dispose();

        Assert.That(Released, Is.EqualTo(1));
    }

    [Test]
    public void It_is_called_where_unpinning_throws()
    {
        using NotUnpinnable memory = new();
        Frame frame = Frame.Wrap(memory.Memory, Note);
        frame.Dispose();

        Assert.That(Released, Is.EqualTo(1));
    }

    [Test]
    public void It_may_wrap_and_dispose_other_frames()
    {
        Frame frame = Frame.Wrap(new byte[100], array =>
        {
            Note(array);
            Frame.Wrap(array, Note).Dispose();
        });
        frame.Dispose();

        Assert.That(Released, Is.EqualTo(2));
    }

    [Test]
    public void Memory_that_cannot_be_pinned_is_refused_and_nothing_leaks()
    {
        using Unpinnable memory = new();

        Assert.That(() => Frame.Wrap(memory.Memory, Note), Throws.TypeOf<NotSupportedException>());
        Assert.That(Released, Is.Zero);
    }

    private void Note(object? released)
    {
        lock (_gate)
        {
            _released.Add(released);
        }
    }

    private sealed class NotUnpinnable : System.Buffers.MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(0);

        public override Span<byte> GetSpan() => default;

        public override unsafe System.Buffers.MemoryHandle Pin(int elementIndex = 0) => new(null, default, this);

        public override void Unpin() => throw new InvalidOperationException("This is not caught.");

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class Unpinnable : System.Buffers.MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(10);

        public override Span<byte> GetSpan() => default;

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
