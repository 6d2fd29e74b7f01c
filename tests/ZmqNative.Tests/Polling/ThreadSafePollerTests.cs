using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ZmqNative.Tests;

public sealed class ThreadSafePollerTests : SocketTest
{
    [SetUp]
    public void NeedsDraft() => RequireDraft();

    [Test]
    public void Sockets_and_descriptors_that_are_ready_are_distinguished()
    {
        using UdpClient receiver = new(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpClient sender = new();
        (Socket server, Socket client) = Pair(SocketType.Server, SocketType.Client);
        using (server)
        using (client)
        using (ThreadSafePoller poller = new())
        {
            PollerEvent[] ready = new PollerEvent[4];
            nint descriptor = receiver.Client.Handle;
            poller.Add(server, PollEvents.In, "server");
            poller.Add(descriptor, PollEvents.In, "descriptor");
            poller.Add(client, PollEvents.Out);
            Assert.That(poller.Wait(ready, Generous), Is.EqualTo(1));
            Assert.That(ready[0], Is.EqualTo(new PollerEvent(client, 0, PollEvents.Out, null)));

            poller.Modify(client, PollEvents.In);
            Assert.That(poller.Wait(ready, TimeSpan.Zero), Is.Zero);
            client.Send("x");
            Assert.That(poller.Wait(ready, Generous), Is.EqualTo(1));
            Assert.That(ready[0], Is.EqualTo(new PollerEvent(server, 0, PollEvents.In, "server")));

            sender.Send("x"u8, (IPEndPoint)receiver.Client.LocalEndPoint!);
            Eventually(() => poller.Wait(ready, Generous) == 2, "both");
            Assert.That(ready[1], Is.EqualTo(new PollerEvent(null, descriptor, PollEvents.In, "descriptor")));

            poller.Modify(descriptor, PollEvents.None);
            Assert.That(poller.Wait(ready, Generous), Is.EqualTo(1));
            Assert.That(poller.Remove(descriptor), Is.True);
            Assert.That(poller.Remove(descriptor), Is.False);
            Assert.That(poller.Remove(server), Is.True);
            Assert.That(poller.Remove(server), Is.False);
            Assert.That(poller.Wait(ready, TimeSpan.Zero), Is.Zero);
            poller.Add(server, PollEvents.In, "again");
            Assert.That(poller.Wait(ready, Generous), Is.EqualTo(1));
            Assert.That(ready[0].Tag, Is.EqualTo("again"));
            Assert.That(poller.Count, Is.EqualTo(2));
            Assert.That(ReceiveText(server), Is.EqualTo("x"));
        }
    }

    [Test]
    public void A_message_of_another_thread_ends_the_wait()
    {
        (Socket gather, Socket scatter) = Pair(SocketType.Gather, SocketType.Scatter);
        using (gather)
        using (scatter)
        using (ThreadSafePoller poller = new())
        {
            poller.Add(gather, PollEvents.In);
            using TestThread sender = new(() => scatter.Send("x"));
            Assert.That(poller.Wait(new PollerEvent[1], Timeout.InfiniteTimeSpan), Is.EqualTo(1));
            Assert.That(ReceiveText(gather), Is.EqualTo("x"));
            sender.Join();
        }
    }

    [Test]
    public void Its_descriptor_can_be_polled_by_another_poller()
    {
        (Socket server, Socket client) = Pair(SocketType.Server, SocketType.Client);
        using (server)
        using (client)
        using (ThreadSafePoller poller = new())
        using (Poller outer = new())
        {
            Assert.That(() => poller.FileDescriptor, Throws.InvalidOperationException, "before the first socket");
            poller.Add(server, PollEvents.In);
            outer.Add(poller.FileDescriptor, PollEvents.In);
            PollerEvent[] ready = new PollerEvent[1];
            Assert.That(poller.Wait(ready, TimeSpan.Zero), Is.Zero, "which makes the server signal");
            client.Send("x");
            Assert.That(outer.Poll(Generous), Is.EqualTo(1));
            Eventually(() => poller.Wait(ready, Generous) == 1, "the server is not ready");
            Assert.That(ReceiveText(server), Is.EqualTo("x"));
        }
    }

    [Test]
    public void A_disposed_socket_is_closed_when_it_is_removed_from_the_poller()
    {
        Socket removed = Create(SocketType.Client);
        Socket kept = Create(SocketType.Client);
        int before = Accounting.LiveSockets;
        using (ThreadSafePoller poller = new())
        {
            poller.Add(removed, PollEvents.In);
            poller.Add(kept, PollEvents.In);
            removed.Dispose();
            Assert.That(() => poller.Wait(new PollerEvent[1], Generous), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(Accounting.LiveSockets, Is.EqualTo(before), "it is in the poller");
            Assert.That(poller.Remove(removed), Is.True);
            Assert.That(Accounting.LiveSockets, Is.EqualTo(before - 1));
            Assert.That(poller.Wait(new PollerEvent[1], TimeSpan.Zero), Is.Zero);
            kept.Dispose();
        }

        Assert.That(Accounting.LiveSockets, Is.EqualTo(before - 2));
    }

    [Test]
    public void Shutting_the_context_down_ends_a_wait()
    {
        using Socket client = Create(SocketType.Client);
        using ThreadSafePoller poller = new();
        poller.Add(client, PollEvents.In);
        using TestThread waiting = new(
            () => Assert.That(() => poller.Wait(new PollerEvent[1], Generous), Throws.TypeOf<ContextTerminatedException>()));
        Context.Shutdown();
        waiting.Join();
    }

    [Test]
    public void Wrong_arguments_are_refused()
    {
        using Socket client = Create(SocketType.Client);
        using Socket pull = Create(SocketType.Pull);
        ThreadSafePoller poller = new();
        PollerEvent[] ready = new PollerEvent[1];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => poller.Wait(ready, Timeout.InfiniteTimeSpan), Throws.InvalidOperationException, "for ever");
            Assert.That(poller.Wait(ready, TimeSpan.FromMilliseconds(1)), Is.Zero);
            poller.Add(client, PollEvents.None);
            Assert.That(() => poller.Wait(ready, Timeout.InfiniteTimeSpan), Throws.InvalidOperationException, "for ever");
            Assert.That(() => poller.Wait([], TimeSpan.Zero), Throws.ArgumentException);
            Assert.That(() => poller.Wait(ready, TimeSpan.FromMilliseconds(-2)), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => poller.Add(client, PollEvents.In), Throws.ArgumentException, "twice");
            Assert.That(() => poller.Add(pull, PollEvents.In), Throws.ArgumentException.With.Message.Contains("Poller"));
            Assert.That(() => poller.Add(null!, PollEvents.In), Throws.ArgumentNullException);
            Assert.That(() => poller.Add(-1, PollEvents.In), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => poller.Modify(pull, PollEvents.In), Throws.ArgumentException);
            Assert.That(() => poller.Modify(1, PollEvents.In), Throws.ArgumentException);
            Assert.That(() => poller.Modify(client, (PollEvents)1024), Throws.TypeOf<ZmqException>());
        }

        poller.Dispose();
        poller.Dispose();
        Assert.That(() => poller.Wait(ready, TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(client.Events, Is.EqualTo(PollEvents.None), "the socket is still open");
    }

    [Test]
    public void Two_threads_in_one_poller_get_an_exception()
    {
        using Socket client = Create(SocketType.Client);
        using ThreadSafePoller poller = new();
        poller.Add(client, PollEvents.In);
        using TestThread waiting = new(
            () => Assert.That(() => poller.Wait(new PollerEvent[1], Generous), Throws.TypeOf<ContextTerminatedException>()));
        Eventually(() => Volatile.Read(ref Busy(poller)) != 0, "the other thread does not wait");
        Assert.That(() => poller.Modify(client, PollEvents.In), Throws.InvalidOperationException);
        Context.Shutdown();
        waiting.Join();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_busy")]
    private static extern ref int Busy(ThreadSafePoller poller);
}
