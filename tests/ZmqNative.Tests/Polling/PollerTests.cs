using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

public sealed class PollerTests : SocketTest
{
    [Test]
    public void Sockets_that_are_ready_are_distinguished()
    {
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            PollRegistration reading = poller.Add(pull, PollEvents.In, "reader");
            PollRegistration writing = poller.Add(push, PollEvents.Out);
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(writing.Ready, Is.EqualTo(PollEvents.Out));
                Assert.That(reading.Ready, Is.EqualTo(PollEvents.None));
                Assert.That(reading.Tag, Is.EqualTo("reader"));
                Assert.That(reading.Socket, Is.SameAs(pull));
                Assert.That(ReadyOnes(poller), Is.EqualTo(new[] { writing }));
            }

            push.Send("x");
            writing.Events = PollEvents.None;
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            Assert.That(ReadyOnes(poller), Is.EqualTo(new[] { reading }));
            Assert.That(ReceiveText(pull), Is.EqualTo("x"));
            Assert.That(poller.Poll(TimeSpan.Zero), Is.Zero);
            Assert.That(reading.Ready, Is.EqualTo(PollEvents.None), "the result of the last poll is cleared");
        }
    }

    [Test]
    public void Waiting_for_ever_ends_with_an_event()
    {
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            poller.Add(pull, PollEvents.In);
            Thread sender = new(() => push.Send("x"));
            sender.Start();
            Assert.That(poller.Poll(Timeout.InfiniteTimeSpan), Is.EqualTo(1));
            Assert.That(sender.Join(Generous), Is.True);
            Assert.That(ReceiveText(pull), Is.EqualTo("x"));
        }
    }

    [Test]
    public void A_finite_wait_ends_without_an_event()
    {
        using Socket pull = Create(SocketType.Pull);
        using Poller poller = new();
        poller.Add(pull, PollEvents.In);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(poller.Poll(TimeSpan.FromMilliseconds(5)), Is.Zero);
            Assert.That(poller.Poll(TimeSpan.FromTicks(1)), Is.Zero);
            Assert.That(pull.Poll(PollEvents.In, TimeSpan.FromMilliseconds(5)), Is.EqualTo(PollEvents.None));
            Assert.That(() => poller.Poll(TimeSpan.FromMilliseconds(-2)), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Descriptors_wait_beside_sockets()
    {
        using UdpClient receiver = new(new IPEndPoint(IPAddress.Loopback, 0));
        using UdpClient sender = new();
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            PollRegistration descriptor = poller.Add(receiver.Client.Handle, PollEvents.In);
            PollRegistration socket = poller.Add(pull, PollEvents.In);
            Assert.That(poller.Poll(TimeSpan.Zero), Is.Zero);
            sender.Send("x"u8, (IPEndPoint)receiver.Client.LocalEndPoint!);
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(descriptor.Ready, Is.EqualTo(PollEvents.In));
                Assert.That(descriptor.Socket, Is.Null);
                Assert.That((long)descriptor.FileDescriptor, Is.EqualTo((long)receiver.Client.Handle));
            }

            push.Send("y");
            Eventually(() => poller.Poll(Generous) == 2, "both");
            Assert.That(socket.Ready, Is.EqualTo(PollEvents.In));
            Assert.That(ReceiveText(pull), Is.EqualTo("y"));
        }
    }

    [Test]
    public void The_descriptor_of_a_socket_signals_its_events()
    {
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            _ = pull.Events;
            poller.Add(pull.FileDescriptor, PollEvents.In);
            push.Send("x");
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            Assert.That(pull.Events, Is.EqualTo(PollEvents.In));
            Assert.That(poller.Poll(TimeSpan.Zero), Is.Zero, "reading the events took the signal");
            Assert.That(ReceiveText(pull), Is.EqualTo("x"));
        }
    }

    [Test]
    public void Draft_sockets_are_polled_like_others()
    {
        RequireDraft();
        (Socket server, Socket client) = Pair(SocketType.Server, SocketType.Client);
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (server)
        using (client)
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            PollRegistration serverSide = poller.Add(server, PollEvents.In);
            poller.Add(pull, PollEvents.In);
            Assert.That(poller.Poll(TimeSpan.Zero), Is.Zero);
            client.Send("x");
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            Assert.That(serverSide.Ready, Is.EqualTo(PollEvents.In));
            Assert.That(ReceiveText(server), Is.EqualTo("x"));
        }
    }

    [Test]
    public void Hundreds_of_sockets_are_polled_and_removed_in_any_order()
    {
        string endpoint = Inproc();
        using Socket pub = Create(SocketType.Push);
        pub.Bind(endpoint);
        List<Socket> sockets = [.. Enumerable.Range(0, 300).Select(_ => Connected(SocketType.Pull, endpoint))];
        using Poller poller = new();
        List<PollRegistration> entries = [.. sockets.Select(socket => poller.Add(socket, PollEvents.In))];
        for (int i = 0; i < sockets.Count; i++)
        {
            pub.Send("x");
        }

        Eventually(() => poller.Poll(TimeSpan.Zero) == 300, "not all are ready");
        Random random = new(7);
        while (entries.Count > 0)
        {
            PollRegistration entry = entries[random.Next(entries.Count)];
            Assert.That(poller.Remove(entry), Is.True);
            Assert.That(poller.Remove(entry), Is.False);
            Assert.That(entry.IsRegistered, Is.False);
            entries.Remove(entry);
            Assert.That(poller.Poll(TimeSpan.Zero), Is.EqualTo(entries.Count));
            Assert.That(ReadyOnes(poller), Is.EquivalentTo(entries));
        }

        sockets.ForEach(static socket => socket.Dispose());
    }

    [Test]
    public void Entries_may_be_removed_while_those_ready_are_enumerated()
    {
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            poller.Add(pull, PollEvents.In);
            poller.Add(push, PollEvents.Out);
            push.Send("x");
            Assert.That(poller.Poll(Generous), Is.EqualTo(2));
            foreach (PollRegistration entry in poller.Ready)
            {
                poller.Remove(entry);
            }

            Assert.That(poller.Count, Is.InRange(0, 1), "the last one takes the place of a removed one and may be passed over");
            pull.Receive().Dispose();
        }
    }

    [Test]
    public void A_closed_socket_makes_the_next_poll_fail_and_the_others_stay_usable()
    {
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        Socket closing = Create(SocketType.Pull);
        using (pull)
        using (push)
        using (Poller poller = new())
        {
            PollRegistration closed = poller.Add(closing, PollEvents.In);
            poller.Add(pull, PollEvents.In);
            closing.Dispose();
            Assert.That(() => poller.Poll(TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
            poller.Remove(closed);
            push.Send("x");
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            Assert.That(ReceiveText(pull), Is.EqualTo("x"));
        }
    }

    [Test]
    public void Shutting_the_context_down_ends_a_poll()
    {
        using Socket pull = Create(SocketType.Pull);
        using Poller poller = new();
        poller.Add(pull, PollEvents.In);
        Exception? thrown = null;
        Thread polling = new(() => thrown = Assert.Catch(() => poller.Poll(Generous)));
        polling.Start();
        Context.Shutdown();
        Assert.That(polling.Join(Generous), Is.True);
        Assert.That(thrown, Is.TypeOf<ContextTerminatedException>());
    }

    [Test]
    public void An_empty_poller_times_out()
    {
        using Poller poller = new();
        Assert.That(poller.Poll(TimeSpan.FromMilliseconds(1)), Is.Zero);
    }

    [Test]
    public void Waits_that_could_never_end_are_refused()
    {
        using Socket pull = Create(SocketType.Pull);
        using Poller poller = new();
        Assert.That(() => poller.Poll(Timeout.InfiniteTimeSpan), Throws.InvalidOperationException, "there is no entry");
        PollRegistration entry = poller.Add(pull, PollEvents.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => poller.Poll(Timeout.InfiniteTimeSpan), Throws.InvalidOperationException, "nothing is waited for");
            Assert.That(poller.Poll(TimeSpan.FromMilliseconds(1)), Is.Zero);
            Assert.That(() => pull.Poll(PollEvents.None, Timeout.InfiniteTimeSpan), Throws.ArgumentException);
            Assert.That(pull.Poll(PollEvents.None, TimeSpan.FromMilliseconds(1)), Is.EqualTo(PollEvents.None));
        }

        poller.Remove(entry);
        Assert.That(() => poller.Poll(TimeSpan.MaxValue), Throws.InvalidOperationException, "too long to be finite");
    }

    [Test]
    public void Wrong_arguments_are_refused()
    {
        using Socket pull = Create(SocketType.Pull);
        Socket closed = Create(SocketType.Pull);
        closed.Dispose();
        using Poller poller = new();
        using Poller other = new();
        PollRegistration entry = poller.Add(pull, PollEvents.In);
        PollRegistration foreign = other.Add(pull, PollEvents.In);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => poller.Add(null!, PollEvents.In), Throws.ArgumentNullException);
            Assert.That(() => poller.Add(pull, PollEvents.In), Throws.ArgumentException, "twice");
            Assert.That(() => poller.Add(closed, PollEvents.In), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => poller.Add(-1, PollEvents.In), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => poller.Add(nint.MaxValue, PollEvents.In), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => poller.Remove(null!), Throws.ArgumentNullException);
            Assert.That(() => poller.Remove(foreign), Throws.ArgumentException);
            Assert.That(() => entry.Events = (PollEvents)short.MaxValue, Throws.Nothing);
            Assert.That(() => poller.Poll(TimeSpan.Zero), Throws.Nothing);
        }

        poller.Dispose();
        poller.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => poller.Poll(TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => poller.Add(pull, PollEvents.In), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => entry.Events = PollEvents.In, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(entry.IsRegistered, Is.False);
        }
    }

    [Test]
    public void A_descriptor_that_is_not_open_is_an_error_on_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows refuses the whole poll.");
        }

        using Poller poller = new();
        PollRegistration entry = poller.Add(999_999, PollEvents.In);
        Assert.That(poller.Poll(Generous), Is.EqualTo(1));
        Assert.That(entry.Ready, Is.EqualTo(PollEvents.Error));
    }

    private static PollRegistration[] ReadyOnes(Poller poller)
    {
        List<PollRegistration> ready = [];
        foreach (PollRegistration entry in poller.Ready)
        {
            ready.Add(entry);
        }

        return [.. ready];
    }
}
