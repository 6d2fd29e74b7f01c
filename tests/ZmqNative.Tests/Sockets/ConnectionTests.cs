using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Tests;

public sealed class ConnectionTests : SocketTest
{
    [TestCase(false)]
    [TestCase(true)]
    public void A_client_reconnects_to_a_restarted_server(bool ipc)
    {
        using Socket first = Bound(SocketType.Router, out string endpoint, ipc ? Ipc() : FreePort);
        using Socket dealer = Connected(SocketType.Dealer, endpoint, static s =>
        {
            s.ReconnectInterval = TimeSpan.FromMilliseconds(10);
            s.ReconnectIntervalMax = TimeSpan.FromMilliseconds(20);
        });
        using SocketMonitor monitor = dealer.Monitor();
        dealer.Send("one");
        Assert.That(ReceiveTexts(first)[1], Is.EqualTo("one"));
        first.Dispose();
        Await(monitor, SocketEvents.Disconnected);

        using Socket second = Create(SocketType.Router);
        Eventually(() => TryBind(second, endpoint), "the address stays in use");
        dealer.Send("two");
        Assert.That(ReceiveTexts(second)[1], Is.EqualTo("two"));
    }

    [Test]
    public void A_client_may_start_before_its_server()
    {
        // A port that is free immediately: a socket of libzmq would close its listener later, and receive the message.
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string endpoint = $"tcp://{listener.LocalEndpoint}";
        listener.Stop();

        using Socket push = Connected(SocketType.Push, endpoint);
        push.Send("early");
        using Socket pull = Create(SocketType.Pull);
        Eventually(() => TryBind(pull, endpoint), "the address stays in use");
        Assert.That(ReceiveText(pull), Is.EqualTo("early"));
    }

    [Test]
    public void Without_a_reconnect_interval_a_broken_connection_stays_broken()
    {
        using Socket server = Bound(SocketType.Pair, out string endpoint, FreePort);
        using Socket client = Create(SocketType.Pair, static s => s.ReconnectInterval = null);
        using SocketMonitor monitor = client.Monitor();
        client.Connect(endpoint);
        Await(monitor, SocketEvents.HandshakeSucceeded);
        server.Dispose();
        Await(monitor, SocketEvents.Disconnected);
        Assert.That(monitor.TryReceive(out SocketEvent next, TimeSpan.Zero) && next.Kind == SocketEvents.ConnectRetried, Is.False);
    }

    [Test]
    public void Linger_zero_drops_what_was_not_sent()
    {
        using Socket probe = Bound(SocketType.Pull, out string endpoint, FreePort);
        probe.Unbind(endpoint);
        Socket push = Connected(SocketType.Push, endpoint, static s => s.Linger = TimeSpan.Zero);
        push.Send("never arrives");
        push.Dispose();
        probe.Dispose();

        // With messages left to send this would not end within the time limit.
        Context.Terminate(Generous);
    }

    [Test]
    public void A_finite_linger_ends()
    {
        using Socket probe = Bound(SocketType.Pull, out string endpoint, FreePort);
        probe.Unbind(endpoint);
        Socket push = Connected(SocketType.Push, endpoint, static s => s.Linger = TimeSpan.FromMilliseconds(20));
        push.Send("never arrives");
        push.Dispose();
        probe.Dispose();
        Context.Terminate(Generous);
    }

    [Test]
    public void What_lingers_arrives_after_the_socket_was_closed()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.ReceiveHighWatermark = 1);
        using (Socket push = Connected(SocketType.Push, endpoint, static s => s.Linger = Generous))
        {
            for (int i = 0; i < 500; i++)
            {
                push.Send($"{i}");
            }
        }

        for (int i = 0; i < 500; i++)
        {
            Assert.That(ReceiveText(pull), Is.EqualTo($"{i}"));
        }
    }

    [Test]
    public void An_endless_linger_ends_when_all_is_sent()
    {
        using Socket probe = Bound(SocketType.Pull, out string endpoint, FreePort);
        Socket push = Connected(SocketType.Push, endpoint, static s => s.Linger = null);
        push.Send("waits for a reader");
        push.Dispose();
        Assert.That(ReceiveText(probe), Is.EqualTo("waits for a reader"));
        probe.Dispose();
        Context.Terminate(Generous);
    }

    [Test]
    public void A_silent_peer_is_disconnected_after_the_heartbeat_time_out()
    {
        // A peer that completes the handshake and then does not answer.
        using Socket server = Create(SocketType.Dealer, static s =>
        {
            s.HeartbeatInterval = TimeSpan.FromMilliseconds(20);
            s.HeartbeatTimeout = TimeSpan.FromMilliseconds(40);
            s.HeartbeatTtl = TimeSpan.FromSeconds(1);
        });
        using SocketMonitor monitor = server.Monitor();
        server.Bind(FreePort);
        using TcpClient mute = new();
        mute.Connect(IPEndPoint.Parse(server.LastEndpoint["tcp://".Length..]));
        mute.GetStream().Write(Handshakes.NullDealer);
        Await(monitor, SocketEvents.HandshakeSucceeded);
        Await(monitor, SocketEvents.Disconnected);
    }

    [Test]
    public void Heartbeats_keep_a_live_connection()
    {
        using Socket server = Create(SocketType.Dealer, Beat);
        using SocketMonitor monitor = server.Monitor(SocketEvents.Disconnected | SocketEvents.HandshakeSucceeded);
        server.Bind(FreePort);
        using Socket client = Connected(SocketType.Dealer, server.LastEndpoint, Beat);
        Await(monitor, SocketEvents.HandshakeSucceeded);

        // Several time-outs long, nothing but heartbeats passes.
        Assert.That(monitor.TryReceive(out _, TimeSpan.FromMilliseconds(200)), Is.False);
        client.Send("still here");
        Assert.That(ReceiveText(server), Is.EqualTo("still here"));

        static void Beat(Socket socket)
        {
            socket.HeartbeatInterval = TimeSpan.FromMilliseconds(20);
            socket.HeartbeatTimeout = TimeSpan.FromSeconds(10);
        }
    }

    [Test]
    public void A_peer_that_sends_too_much_is_disconnected()
    {
        using Socket pull = Create(SocketType.Pull, static s => s.MaxMessageSize = 1000);
        using SocketMonitor monitor = pull.Monitor();
        pull.Bind(FreePort);
        using Socket push = Connected(SocketType.Push, pull.LastEndpoint, static s => s.Linger = TimeSpan.Zero);
        push.Send(new byte[1000]);
        Assert.That(ReceiveBytes(pull), Has.Length.EqualTo(1000));
        push.Send(new byte[1001]);
        Await(monitor, SocketEvents.Disconnected);
        Assert.That(pull.TryReceive(out _), Is.False);
    }

    [Test]
    public void Garbage_instead_of_a_handshake_is_disconnected()
    {
        using Socket rep = Create(SocketType.Rep);
        using SocketMonitor monitor = rep.Monitor();
        rep.Bind(FreePort);
        using TcpClient client = new();
        client.Connect(IPEndPoint.Parse(rep.LastEndpoint["tcp://".Length..]));
        client.GetStream().Write("GET / HTTP/1.1\r\nHost: example\r\n\r\n"u8);
        client.Client.Shutdown(SocketShutdown.Send);
        SocketEvent failed;
        do
        {
            Assert.That(monitor.TryReceive(out failed, Generous), Is.True);
        }
        while (failed.Kind is not (SocketEvents.HandshakeFailedNoDetail or SocketEvents.HandshakeFailedProtocol or SocketEvents.Disconnected));
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
