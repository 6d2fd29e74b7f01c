namespace ZmqNative.Tests;

public sealed class MisuseTests : SocketTest
{
    [Test]
    public void Nothing_works_on_a_closed_socket_and_closing_twice_does_no_harm()
    {
        Socket socket = Bound(SocketType.Dealer, out string endpoint);
        socket.Dispose();
        socket.Dispose();
        using Frame frame = Frame.FromText("x");
        using MultipartMessage message = ["x", "y"];
        Action[] calls =
        [
            () => socket.Bind(endpoint), () => socket.Connect(endpoint), () => socket.Unbind(endpoint), () => socket.Disconnect(endpoint),
            () => socket.Send("x"u8), () => socket.Send("x"), () => socket.Send(frame), () => socket.Send(message),
            () => socket.TrySend("x"u8), () => socket.TrySend(frame), () => socket.TrySend(message),
            () => socket.TrySend(frame, Generous), () => socket.TrySend(message, Generous),
            () => socket.TrySend("x"), () => socket.TrySend("x", Generous), () => socket.TrySend("x"u8, Generous),
            () => socket.AddIpcUserFilter(1), () => socket.AddIpcGroupFilter(null), () => socket.AddIpcProcessFilter(1),
            () => socket.Receive(), () => socket.Receive(new byte[1]), () => socket.ReceiveMessage(),
            () => socket.TryReceive(out _), () => socket.TryReceive(out _, Generous), () => socket.TryReceiveMessage(out _),
            () => socket.TryReceiveMessage(out _, Generous), () => socket.Poll(PollEvents.In, Generous),
            () => socket.Subscribe("x"), () => socket.Unsubscribe("x"), () => socket.SetConnectRoutingId("x"u8),
            () => socket.AddTcpAcceptFilter("127.0.0.1"), () => socket.Monitor(), () => _ = socket.LastEndpoint, () => _ = socket.Events,
            () => socket.SetOption(1, 1), () => socket.GetInt32Option(1), () => new SteerableProxy(socket, socket).Run(),
        ];
        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < calls.Length; i++)
            {
                Assert.That(() => calls[i](), Throws.TypeOf<ObjectDisposedException>(), $"call {i}");
            }

            Assert.That(frame.IsAlive && message.IsAlive, Is.True);
            Assert.That(socket.IsClosed, Is.True);
            Assert.That((long)socket.Handle, Is.Zero);
            Assert.That(socket.ToString(), Does.StartWith("DEALER socket"));
        }
    }

    [Test]
    public void Every_call_reports_a_context_that_was_shut_down()
    {
        using Socket socket = Create(SocketType.Dealer);
        Context.Shutdown();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Create(SocketType.Dealer), Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.Send("x"), Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.TryReceive(out _), Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.TryReceive(out _, Generous), Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.Bind(Inproc()), Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.Connect(FreePort), Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.Linger = TimeSpan.Zero, Throws.TypeOf<ContextTerminatedException>());
            Assert.That(() => socket.Monitor(), Throws.TypeOf<ContextTerminatedException>());
        }
    }

    [Test]
    public void Frames_that_are_disposed_throw()
    {
        Frame disposed = Frame.FromText("x");
        disposed.Dispose();
        disposed.Dispose();
        using (Assert.EnterMultipleScope())
        {
            foreach (Frame frame in new[] { default, disposed })
            {
                AssertDisposed(() => _ = frame.Length);
                AssertDisposed(() => _ = frame.More);
                AssertDisposed(() => _ = frame.Span);
                AssertDisposed(() => _ = frame.Memory);
                AssertDisposed(() => _ = frame.WritableSpan);
                AssertDisposed(() => _ = frame.PeerAddress);
                AssertDisposed(() => frame.GetProperty("x"));
                AssertDisposed(() => frame.Duplicate());
                AssertDisposed(() => frame.Move());
                if (Zmq.Has("draft"))
                {
                    AssertDisposed(() => _ = frame.Group);
                    AssertDisposed(() => _ = frame.RoutingId);
                }

                Assert.That(frame.IsAlive, Is.False);
                Assert.That(frame.ToString(), Is.EqualTo("(frame is disposed)"));
            }
        }

        default(Frame).Dispose();
    }

    [Test]
    public void Disposed_frames_and_messages_are_not_sent()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            Frame frame = Frame.FromText("once");
            push.Send(frame);
            using (Assert.EnterMultipleScope())
            {
                AssertDisposed(() => push.Send(frame));
                AssertDisposed(() => push.TrySend(frame));
                AssertDisposed(() => push.TrySend(frame, Generous));
                AssertDisposed(() => push.Send(default(Frame)));
                AssertDisposed(() => push.Send(default(MultipartMessage)));
                AssertDisposed(() => push.TrySend(default(MultipartMessage)));
                AssertDisposed(() => push.TrySend(default(MultipartMessage), Generous));
                AssertDisposed(() => _ = default(MultipartMessage).Count);
                AssertDisposed(() => default(MultipartMessage).Add("x"));
                AssertDisposed(() => default(MultipartMessage).GetEnumerator());
            }

            default(MultipartMessage).Dispose();
            push.Send("next");
            Assert.That(ReceiveText(pull), Is.EqualTo("once"));
            Assert.That(ReceiveText(pull), Is.EqualTo("next"));
        }
    }

    [Test]
    public void Wrong_values_are_refused()
    {
        using Socket socket = Create(SocketType.Dealer);
        using Frame frame = Frame.FromText("x");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Context.CreateSocket((SocketType)(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Context.CreateSocket((SocketType)99), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.Send("x", (SendFlags)1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.Send("x"u8, (SendFlags)(-1)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.TrySend(frame, (SendFlags)4), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.Send((string)null!), Throws.ArgumentNullException);
            Assert.That(() => socket.Subscribe((string)null!), Throws.ArgumentNullException);
            Assert.That(() => socket.Unsubscribe((string)null!), Throws.ArgumentNullException);
            Assert.That(() => socket.TryReceive(out _, TimeSpan.FromMilliseconds(-2)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.TrySend(frame, TimeSpan.MinValue), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => socket.AddTcpAcceptFilter("no address"), Throws.TypeOf<ZmqException>());
            Assert.That(() => Frame.Allocate(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Frame.Wrap((byte[])null!), Throws.ArgumentNullException);
            Assert.That(() => frame.GetProperty(null!), Throws.ArgumentNullException);
            Assert.That(() => frame.GetProperty(string.Empty), Throws.ArgumentException);
            Assert.That(() => frame.GetProperty("a\0b"), Throws.ArgumentException);
            Assert.That(frame.GetProperty(new string('x', 10_000)), Is.Null);
            Assert.That(() => Zmq.Has(null!), Throws.ArgumentNullException);
            Assert.That(Zmq.Has("no such capability"), Is.False);
            Assert.That(frame.IsAlive, Is.True);
        }
    }

    [Test]
    public void Groups_and_numbers_of_draft_frames_are_checked()
    {
        RequireDraft();
        using Socket dish = Create(SocketType.Dish);
        using Frame frame = Frame.FromText("x");
        string tooLong = new('g', 256);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => frame.RoutingId = 0, Throws.TypeOf<ArgumentOutOfRangeException>());
            foreach (string? group in new[] { null, tooLong, new string('é', 128), "a\0b", "\ud800" })
            {
                Assert.That(() => frame.Group = group!, Throws.InstanceOf<ArgumentException>());
                Assert.That(() => dish.Join(group!), Throws.InstanceOf<ArgumentException>());
                Assert.That(() => dish.Leave(group!), Throws.InstanceOf<ArgumentException>());
            }

            Assert.That(frame.Group, Is.Empty);
        }

        frame.Group = new string('é', 127);
        Assert.That(frame.Group, Is.EqualTo(new string('é', 127)));
    }

#if DEBUG
    [Test]
    public void A_second_thread_that_calls_a_socket_gets_the_id_of_the_first()
    {
        using Socket pull = Create(SocketType.Pull);
        string? message = null;
        Thread[] threads = [new(Use), new(Use)];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => Assert.That(thread.Join(Generous), Is.True));
        int[] ids = [.. threads.Select(static thread => thread.ManagedThreadId)];
        Assert.That(message, Does.Contain($"{ids[0]}").And.Contain($"{ids[1]}").And.Contain("PULL"));
        Assert.That(pull.TryReceive(out _), Is.False, "no call runs any more");

        void Use()
        {
            try
            {
                while (Volatile.Read(ref message) is null)
                {
                    Assert.That(pull.TryReceive(out _), Is.False);
                }
            }
            catch (InvalidOperationException exception)
            {
                Volatile.Write(ref message, exception.Message);
            }
        }
    }
#endif

    [Test]
    public void Closing_from_another_thread_waits_for_the_running_call()
    {
        for (int i = 0; i < 200; i++)
        {
            (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
            using (push)
            {
                Thread receiver = new(() =>
                {
                    try
                    {
                        while (pull.TryReceive(out Frame frame, Generous))
                        {
                            frame.Dispose();
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        // It has ended.
                    }
                });
                receiver.Start();
                push.Send("x");
                pull.Dispose();
                while (receiver.IsAlive && !receiver.Join(0))
                {
                    // A receiver that waits returns from libzmq only with the next message.
                    _ = push.TrySend("wake up"u8);
                }
            }
        }
    }

    private static void AssertDisposed(Action action) => Assert.That(() => action(), Throws.TypeOf<ObjectDisposedException>());
}
