using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

public sealed class SocketMonitorTests : SocketTest
{
    [Test]
    public void A_server_sees_listening_accepted_handshake_and_disconnected()
    {
        using Socket server = Create(SocketType.Rep);
        using SocketMonitor monitor = server.Monitor();
        server.Bind(FreePort);
        string endpoint = server.LastEndpoint;
        SocketEvent listening = monitor.Receive();
        using (Socket client = Connected(SocketType.Req, endpoint))
        {
            SocketEvent accepted = monitor.Receive();
            SocketEvent succeeded = monitor.Receive();
            using (Assert.EnterMultipleScope())
            {
                Assert.That((listening.Kind, listening.Endpoint), Is.EqualTo((SocketEvents.Listening, endpoint)));
                Assert.That((long)listening.FileDescriptor!, Is.Positive);
                Assert.That((accepted.Kind, accepted.Endpoint), Is.EqualTo((SocketEvents.Accepted, endpoint)));
                Assert.That((long)accepted.FileDescriptor!, Is.Positive);
                Assert.That((succeeded.Kind, succeeded.FileDescriptor), Is.EqualTo((SocketEvents.HandshakeSucceeded, (nint?)null)));
            }
        }

        Assert.That(monitor.Receive().Kind, Is.EqualTo(SocketEvents.Disconnected));
        server.Unbind(endpoint);
        SocketEvent closed = monitor.Receive();
        Assert.That((closed.Kind, closed.Endpoint), Is.EqualTo((SocketEvents.Closed, endpoint)));
    }

    [Test]
    public void A_client_sees_delays_retries_and_the_connection()
    {
        using Socket server = Bound(SocketType.Rep, out string endpoint, FreePort);
        server.Unbind(endpoint);
        using Socket client = Create(SocketType.Req, static s => s.ReconnectInterval = TimeSpan.FromMilliseconds(10));
        using SocketMonitor monitor = client.Monitor();
        client.Connect(endpoint);
        SocketEvent retried = Await(monitor, SocketEvents.ConnectRetried);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(retried.RetryInterval, Is.InRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)));
            Assert.That(retried.ErrorNumber, Is.Null);
            Assert.That(retried.Endpoint, Is.EqualTo(endpoint));
        }

        Eventually(() => TryBind(server, endpoint), "the address stays in use");
        Assert.That(Await(monitor, SocketEvents.Connected).FileDescriptor, Is.Not.Null);
        Await(monitor, SocketEvents.HandshakeSucceeded);
    }

    [Test]
    public void A_failed_bind_is_reported_with_its_error()
    {
        using Socket first = Bound(SocketType.Rep, out string endpoint, FreePort);
        using Socket second = Create(SocketType.Rep);
        using SocketMonitor monitor = second.Monitor();
        Assert.That(() => second.Bind(endpoint), Throws.TypeOf<AddressInUseException>());
        SocketEvent failed = Await(monitor, SocketEvents.BindFailed);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.ErrorName, Is.EqualTo("EADDRINUSE"));
            Assert.That(failed.ErrorNumber, Is.Not.Null.And.Not.Zero);
        }
    }

    [Test]
    public void Only_the_requested_events_are_reported()
    {
        using Socket server = Create(SocketType.Rep);
        using SocketMonitor monitor = server.Monitor(SocketEvents.HandshakeSucceeded);
        server.Bind(FreePort);
        using Socket client = Connected(SocketType.Req, server.LastEndpoint);
        Assert.That(monitor.Receive().Kind, Is.EqualTo(SocketEvents.HandshakeSucceeded));
        Assert.That(monitor.TryReceive(out _, TimeSpan.Zero), Is.False);
    }

    [Test]
    public void Closing_the_socket_stops_its_monitor()
    {
        Socket server = Create(SocketType.Rep);
        using SocketMonitor monitor = server.Monitor();
        server.Dispose();
        Await(monitor, SocketEvents.MonitorStopped);
    }

    [Test]
    public void Closing_the_socket_stops_its_monitor_before_its_messages_have_been_sent()
    {
        // Otherwise libzmq's threads would block on the events that come when the monitor is disposed, and the socket still lingers.
        using Socket server = Bound(SocketType.Pull, out string endpoint, FreePort);
        server.Unbind(endpoint);
        Socket push = Create(SocketType.Push);
        using SocketMonitor monitor = push.Monitor();
        push.Connect(endpoint);
        push.Send("lingers");
        push.Dispose();
        SocketEvents last = SocketEvents.None;
        while (monitor.TryReceive(out SocketEvent socketEvent, TimeSpan.Zero))
        {
            last = socketEvent.Kind;
        }

        Assert.That(last, Is.EqualTo(SocketEvents.MonitorStopped));
    }

    [Test]
    public void Closing_the_receiver_of_a_monitor_stops_it_and_blocks_nothing()
    {
        using Socket server = Create(SocketType.Pull);
        using SocketMonitor monitor = server.Monitor();
        monitor.Socket.Dispose();
        Thread binding = new(() =>
        {
            try
            {
                server.Bind(FreePort);
            }
            catch (ContextTerminatedException)
            {
                // The test has failed.
            }
        });
        binding.Start();
        bool done = binding.Join(Generous);
        if (!done)
        {
            Context.Shutdown();
        }

        Assert.That(done, Is.True);
        using Socket client = Connected(SocketType.Push, server.LastEndpoint);
        client.Send("x");
        Assert.That(ReceiveText(server), Is.EqualTo("x"));
    }

    [Test]
    public void A_second_monitor_replaces_the_first_and_outlives_it()
    {
        using Socket server = Create(SocketType.Rep);
        SocketMonitor first = server.Monitor();
        using SocketMonitor second = server.Monitor();
        Await(first, SocketEvents.MonitorStopped);
        first.Dispose();
        server.Bind(FreePort);
        Assert.That(second.Receive().Kind, Is.EqualTo(SocketEvents.Listening));
    }

    [Test]
    public void Disposing_ends_monitoring_and_the_socket_stays_open()
    {
        (Socket rep, Socket req) = Pair(SocketType.Rep, SocketType.Req);
        using (rep)
        using (req)
        {
            SocketMonitor monitor = rep.Monitor();
            monitor.Dispose();
            monitor.Dispose();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(() => monitor.Receive(), Throws.TypeOf<ObjectDisposedException>());
                Assert.That(() => monitor.TryReceive(out _, TimeSpan.Zero), Throws.TypeOf<ObjectDisposedException>());
            }

            req.Send("x");
            Assert.That(ReceiveText(rep), Is.EqualTo("x"));
        }
    }

    [Test]
    public void Monitors_are_started_and_disposed_during_traffic()
    {
        using Socket server = Bound(SocketType.Pull, out string endpoint, FreePort);
        using ManualResetEventSlim stop = new();
        Thread traffic = new(() =>
        {
            byte[] buffer = new byte[100];
            while (!stop.IsSet)
            {
                using TcpClient client = new() { LingerState = new LingerOption(enable: true, seconds: 0) };
                client.Connect(IPEndPoint.Parse(endpoint["tcp://".Length..]));
                client.Client.Shutdown(SocketShutdown.Send);
                while (client.Client.Receive(buffer, 0, buffer.Length, SocketFlags.None, out _) > 0)
                {
                }
            }
        });
        traffic.Start();
        for (int i = 0; i < 100; i++)
        {
            using SocketMonitor monitor = server.Monitor();
            Await(monitor, SocketEvents.Disconnected);
        }

        stop.Set();
        Assert.That(traffic.Join(Generous), Is.True);
    }

    [Test]
    public void A_monitor_can_be_read_on_another_thread_while_its_socket_closes()
    {
        for (int i = 0; i < 50; i++)
        {
            Socket server = Create(SocketType.Pull);
            using SocketMonitor monitor = server.Monitor();
            Thread reader = new(() => Await(monitor, SocketEvents.MonitorStopped));
            reader.Start();
            server.Bind(FreePort);
            server.Dispose();
            Assert.That(reader.Join(Generous), Is.True);
        }
    }

    [Test]
    public void A_monitor_that_cannot_be_made_leaves_nothing_behind()
    {
        Context.MaxSockets = 2;
        using Socket server = Create(SocketType.Pull);
        Assert.That(() => server.Monitor(), Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EMFILE"));

        // An event without a reader would block the I/O thread here.
        server.Bind(FreePort);
        using Context other = new();
        using Socket client = other.CreateSocket(SocketType.Push);
        client.Connect(server.LastEndpoint);
        client.Send("x");
        Assert.That(ReceiveText(server), Is.EqualTo("x"));
    }

    [Test]
    public void Shutting_the_context_down_ends_a_blocked_reader()
    {
        using Socket server = Create(SocketType.Pull);
        using SocketMonitor monitor = server.Monitor();
        Exception? thrown = null;
        Thread reader = new(() => thrown = Assert.Catch(() => monitor.Receive()));
        reader.Start();
        Context.Shutdown();
        Assert.That(reader.Join(Generous), Is.True);
        Assert.That(thrown, Is.TypeOf<ContextTerminatedException>());
    }

    [Test]
    public void Queue_lengths_are_reported_on_demand()
    {
        RequireDraft();
        using Socket push = Create(SocketType.Push);
        using SocketMonitor monitor = push.Monitor(SocketEvents.All | SocketEvents.PipeStatistics);
        push.Bind(FreePort);
        SocketEvent listening = Await(monitor, SocketEvents.Listening);
        using Socket pull = Connected(SocketType.Pull, push.LastEndpoint);
        SocketEvent connected = Await(monitor, SocketEvents.HandshakeSucceeded);
        push.Send("x");
        Assert.That(ReceiveText(pull), Is.EqualTo("x"));
        monitor.RequestPipeStatistics();
        SocketEvent statistics = default;
        Eventually(
            () => push.Events == PollEvents.Out && monitor.TryReceive(out statistics, TimeSpan.Zero),
            "no statistics come");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(listening.Endpoint, Is.EqualTo(push.LastEndpoint));
            Assert.That(connected.RemoteEndpoint, Does.StartWith("tcp://127.0.0.1:"));
            Assert.That(statistics.Kind, Is.EqualTo(SocketEvents.PipeStatistics));
            Assert.That(statistics.OutboundMessages, Is.LessThanOrEqualTo(1));
            Assert.That(statistics.InboundMessages, Is.Zero);
            Assert.That(listening.OutboundMessages, Is.Null);
        }
    }

    [Test]
    public void Queue_lengths_need_a_monitor_that_asked_for_them()
    {
        RequireDraft();
        using Socket push = Create(SocketType.Push);
        using SocketMonitor monitor = push.Monitor();
        Assert.That(() => monitor.RequestPipeStatistics(), Throws.TypeOf<ZmqException>());
    }

    private static bool TryBind(Socket socket, string endpoint)
    {
        try
        {
            socket.Bind(endpoint);
            return true;
        }
        catch (AddressInUseException)
        {
            return false;
        }
    }
}
