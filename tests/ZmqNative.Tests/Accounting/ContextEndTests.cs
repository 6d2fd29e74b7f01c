using System.Runtime.CompilerServices;

namespace ZmqNative.Tests;

/// <summary>The end of contexts and sockets, also while other threads use them.</summary>
public sealed class ContextEndTests : ZmqTest
{
    [Test]
    public void Terminating_reports_the_sockets_that_are_open_and_may_be_tried_again()
    {
        using Socket socket = Context.CreateSocket(SocketType.Pub);
        using Socket other = Context.CreateSocket(SocketType.Dealer);
        socket.Bind("inproc://left-open");

        ContextBusyException? busy = Assert.Throws<ContextBusyException>(() => Context.Terminate(TimeSpan.Zero));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(busy!.Message, Does.StartWith("2 socket(s)"));
            Assert.That(busy.Message, Does.Contain("PUB socket at inproc://left-open").And.Contain("DEALER socket"));
#if DEBUG
            string method = nameof(Terminating_reports_the_sockets_that_are_open_and_may_be_tried_again);
            Assert.That(busy.Message, Does.Contain("created").And.Contain(method));
#endif
            Assert.That(Context.IsShutdown, Is.True);
            Assert.That(Context.OpenSockets, Is.EqualTo(2));
        }

        socket.Dispose();
        other.Dispose();
        Context.Terminate(Generous);
        Assert.That(Accounting.LiveContexts, Is.Zero);
    }

    [Test]
    public void Terminating_waits_until_another_thread_has_closed_the_last_socket()
    {
        Socket socket = Context.CreateSocket(SocketType.Pull);
        using TestThread closer = new(() =>
        {
            Assert.That(() => socket.Receive(), Throws.TypeOf<ContextTerminatedException>());
            socket.Dispose();
        });

        Context.Terminate(TimeSpan.MaxValue);
        closer.Join();
    }

    [Test]
    public void Terminating_reports_messages_that_linger()
    {
        Socket socket = Context.CreateSocket(SocketType.Push);
        socket.Linger = null;
        socket.Connect($"ipc://{Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}");
        Assert.That(socket.TrySend("for a peer that starts late"u8), Is.True);
        string endpoint = socket.LastEndpoint;
        socket.Dispose();

        Assert.That(
            () => Context.Terminate(TimeSpan.Zero), Throws.TypeOf<ContextBusyException>().With.Message.Contains("Linger"));

        using Context peer = new();
        using Socket late = peer.CreateSocket(SocketType.Pull);
        late.Bind(endpoint);
        Assert.That(ReceiveText(late), Is.EqualTo("for a peer that starts late"));
        Context.Terminate(Generous);
    }

    [Test]
    public async Task Disposing_asynchronously_does_not_wait_on_the_calling_thread()
    {
        Context context = new();
        Socket socket = context.CreateSocket(SocketType.Push);
        socket.Linger = null;
        socket.Connect($"ipc://{Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())}");
        Assert.That(socket.TrySend("for a peer that starts late"u8), Is.True);
        string endpoint = socket.LastEndpoint;
        socket.Dispose();
        Task disposal = context.DisposeAsync().AsTask();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(disposal.IsCompleted, Is.False, "the message lingers");
            Assert.That(context.IsShutdown, Is.True);
        }

        using Socket late = Context.CreateSocket(SocketType.Pull);
        late.Bind(endpoint);
        Assert.That(ReceiveText(late), Is.EqualTo("for a peer that starts late"));
        await disposal.WaitAsync(Generous);
        Assert.That(Accounting.LiveContexts, Is.EqualTo(1), "that of the test");
        Assert.That(context.DisposeAsync().AsTask().IsCompletedSuccessfully, Is.True, "a second time");
    }

    [Test]
    public async Task Disposing_asynchronously_ends_blocked_calls_and_closes_what_was_left_open()
    {
        Socket socket = Context.CreateSocket(SocketType.Pull);
        using TestThread receiver = new(() => Assert.That(
            () => socket.Receive(), Throws.TypeOf<ContextTerminatedException>().Or.TypeOf<ObjectDisposedException>(), "inside the call, or before it"));
        await Context.DisposeAsync().AsTask().WaitAsync(Generous);
        receiver.Join();
        Assert.That(socket.IsClosed, Is.True);
    }

    [Test]
    public void A_negative_time_is_refused() =>
        Assert.That(() => Context.Terminate(TimeSpan.FromTicks(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Disposing_closes_what_was_left_open()
    {
        Socket socket = Context.CreateSocket(SocketType.Sub);
        Context.Dispose();
        Context.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(socket.IsClosed, Is.True);
            Assert.That(() => socket.Receive(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Context.CreateSocket(SocketType.Sub), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Context.IoThreads, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(Context.Handle, Is.EqualTo(nint.Zero));
        }
    }

    [Test]
    public void A_shutdown_ends_every_call_that_waits()
    {
        using Socket pull = Context.CreateSocket(SocketType.Pull);
        using Socket push = Context.CreateSocket(SocketType.Push);
        using Socket polled = Context.CreateSocket(SocketType.Pull);
        using Socket inPoller = Context.CreateSocket(SocketType.Pull);
        using Socket message = Context.CreateSocket(SocketType.Dealer);
        using Poller poller = new();
        _ = poller.Add(inPoller, PollEvents.In);
        Action[] waits =
        [
            () => pull.Receive(),
            () => push.Send("without a receiver"u8),
            () => polled.Poll(PollEvents.In, Timeout.InfiniteTimeSpan),
            () => poller.Poll(Timeout.InfiniteTimeSpan),
            () => message.ReceiveMessage(),
        ];
        TestThread[] threads = [.. waits.Select(static wait => new TestThread(() => AssertTerminates(wait)))];
        foreach (Socket socket in new[] { pull, push, polled, inPoller, message })
        {
            WaitUntilInCall(socket);
        }

        Context.Shutdown();
        Context.Shutdown();
        Array.ForEach(threads, static thread => thread.Join());
        Array.ForEach(threads, static thread => thread.Dispose());
    }

    [Test]
    public void A_socket_disposed_during_a_blocking_call_is_closed_when_the_call_returns()
    {
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        using TestThread reader = new(() => Assert.That(ReceiveForever(connected), Is.EqualTo("the last")));
        WaitUntilInCall(connected);

        connected.Dispose();
        connected.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(connected.IsClosed, Is.True);
            Assert.That(Context.OpenSockets, Is.EqualTo(2), "it must stay open while a thread is in a call");
            Assert.That(() => connected.TryReceive(out Frame _), Throws.TypeOf<ObjectDisposedException>());
        }

        bound.Send("the last"u8);
        reader.Join();
        Assert.That(Context.OpenSockets, Is.EqualTo(1));
        bound.Dispose();
    }

    [Test]
    public void Disposing_the_context_ends_a_blocking_call()
    {
        Socket socket = Context.CreateSocket(SocketType.Pull);
        using TestThread reader = new(() => Assert.That(() => socket.Receive(), Throws.TypeOf<ContextTerminatedException>()));
        WaitUntilInCall(socket);

        Context.Dispose();
        reader.Join();
        Assert.That(Accounting.LiveContexts, Is.Zero);
    }

    [Test]
    public void A_socket_that_was_not_disposed_is_closed_by_the_collector()
    {
        Forget();
        bool closed = SpinWait.SpinUntil(
            () =>
            {
#pragma warning disable RS0030 // A finalizer is the subject.
                GC.Collect();
#pragma warning restore RS0030
                GC.WaitForPendingFinalizers();
                return Context.OpenSockets == 0;
            },
            Generous);

        Assert.That(closed, Is.True);
    }

    [Test]
    public void Ten_thousand_sockets_are_created_and_disposed()
    {
        string endpoint = Inproc();
        using Socket bound = Context.CreateSocket(SocketType.Pull);
        bound.Bind(endpoint);
        for (int i = 0; i < 10_000; i++)
        {
            using Socket socket = CreateWithinTheSocketLimit(SocketType.Push);
            socket.Connect(endpoint);
            socket.Send("one of many"u8);
            Assert.That(ReceiveText(bound), Is.EqualTo("one of many"));
        }

        bound.Dispose();

        Assert.That(Context.OpenSockets, Is.Zero);
    }

    // libzmq frees closed sockets on a thread of its own, which may be a thousand sockets behind.
    private Socket CreateWithinTheSocketLimit(SocketType type)
    {
        Socket? socket = null;
        bool created = SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    socket = Context.CreateSocket(type);
                }
                catch (ZmqException exception) when (exception.ErrorName == "EMFILE")
                {
                    // SpinUntil yields the processor to that thread.
                }

                return socket is not null;
            },
            Generous);
        Assert.That(created, Is.True);
        return socket!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget() => _ = Context.CreateSocket(SocketType.Push).Type;

    private static void AssertTerminates(Action wait) => Assert.That(() => wait(), Throws.TypeOf<ContextTerminatedException>());

    private static string ReceiveForever(Socket socket)
    {
        using Frame frame = socket.Receive();
        return frame.ToString();
    }
}
