namespace ZmqNative.Tests;

/// <summary>The draft socket types that several threads may use at once.</summary>
public sealed class ThreadSafeSocketTests : SocketTest
{
    private const int Messages = 5_000;

    [SetUp]
    public void NeedsDraft() => RequireDraft();

    [Test]
    public void Several_threads_use_one_socket()
    {
        using Socket gather = Bound(SocketType.Gather, out string endpoint, FreePort);
        using Socket scatter = Connected(SocketType.Scatter, endpoint);
        int left = 2 * Messages;
        void SendAll()
        {
            for (int i = 0; i < Messages; i++)
            {
                scatter.Send("x");
            }
        }

        void ReceiveAll()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                gather.Receive().Dispose();
            }
        }

        using TestThread first = new(SendAll);
        using TestThread second = new(SendAll);
        using TestThread third = new(ReceiveAll);
        using TestThread fourth = new(ReceiveAll);
        foreach (TestThread thread in new[] { first, second, third, fourth })
        {
            thread.Join();
        }
    }

    [Test]
    public void A_socket_is_closed_when_the_last_call_has_returned()
    {
        Socket client = Bound(SocketType.Client, out _);
        using CountdownEvent entered = new(2);
        void Receive()
        {
            entered.Signal();
            Assert.That(() => client.Receive(), Throws.TypeOf<ContextTerminatedException>().Or.TypeOf<ObjectDisposedException>());
        }

        using TestThread first = new(Receive);
        using TestThread second = new(Receive);
        Assert.That(entered.Wait(Generous), Is.True);
        _ = client.Events;
        client.Dispose();
        Assert.That(() => client.TryReceive(out _), Throws.TypeOf<ObjectDisposedException>());
        Context.Shutdown();
        first.Join();
        second.Join();
        Assert.That(Accounting.LiveSockets, Is.Zero);
    }

    [Test]
    public void Other_types_are_for_one_thread()
    {
#if DEBUG
        using Socket pull = Bound(SocketType.Pull, out _);
        using TestThread receiver = new(() => Assert.That(() => pull.Receive(), Throws.TypeOf<ContextTerminatedException>()));
        WaitUntilInCall(pull);
        Assert.That(() => pull.Events, Throws.InvalidOperationException);
        Context.Shutdown();
        receiver.Join();
#else
        Assert.Ignore("Release builds do not check it.");
#endif
    }

    [TestCase(SocketType.Server, SocketType.Client)]
    [TestCase(SocketType.Peer, SocketType.Peer)]
    public void Sockets_that_address_their_peers_by_number_are_refused_by_proxies(SocketType numbered, SocketType other)
    {
        using Socket first = Bound(numbered, out _);
        using Socket second = Bound(other, out _);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Proxy.Run(first, second), Throws.ArgumentException.With.Message.Contains("proxy"));
            Assert.That(() => Proxy.Run(second, first), Throws.ArgumentException);
            Assert.That(() => new SteerableProxy(first, second), Throws.ArgumentException);
        }
    }

    [Test]
    public void A_proxy_forwards_scattered_messages()
    {
        using Socket gather = Bound(SocketType.Gather, out string front);
        using Socket scatter = Bound(SocketType.Scatter, out string back);
        using Socket worker = Connected(SocketType.Gather, back);
        using Socket sender = Connected(SocketType.Scatter, front);
        using TestThread proxy = new(() => Proxy.Run(gather, scatter));
        sender.Send("x");
        Assert.That(ReceiveText(worker), Is.EqualTo("x"));
        Context.Shutdown();
        proxy.Join();
    }
}
