using System.Net;
using System.Net.Sockets;
using NetSocket = System.Net.Sockets.Socket;
using NetSocketType = System.Net.Sockets.SocketType;

namespace ZmqNative.Tests;

/// <summary>The limits of the connections that a socket accepts.</summary>
public sealed class ConnectionLimitTests : CorrectionTest
{
    private readonly List<NetSocket> _peers = [];

    [TearDown]
    public void CloseAll()
    {
        _peers.ForEach(static peer => peer.Dispose());
        _peers.Clear();
    }

    [Test]
    public void A_connection_above_the_limit_is_closed_and_counted_and_the_next_one_fits_when_another_has_gone()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.MaxConnections = 3);
        for (int i = 0; i < 3; i++)
        {
            Connect(endpoint);
        }

        Eventually(() => pull.AcceptedConnections == 3, "three are accepted");
        AssertClosed(Connect(endpoint));
        Assert.That((pull.AcceptedConnections, pull.RefusedConnections), Is.EqualTo((3, 1)));

        _peers[0].Dispose();
        Eventually(() => pull.AcceptedConnections == 2, "one has gone");
        Connect(endpoint);
        Eventually(() => pull.AcceptedConnections == 3, "the next one fits");
        Assert.That(pull.RefusedConnections, Is.EqualTo(1));
    }

    [Test]
    public void An_address_has_a_limit_of_its_own()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, "tcp://0.0.0.0:*", static s => s.MaxConnectionsPerAddress = 2);
        foreach (string address in new[] { "127.0.0.1", "127.0.0.2", "127.0.0.3" })
        {
            Connect(endpoint, address);
            Connect(endpoint, address);
            AssertClosed(Connect(endpoint, address));
        }

        Eventually(() => pull.AcceptedConnections == 6, "each address has two");
        Assert.That(pull.RefusedConnections, Is.EqualTo(3));
    }

    [Test]
    public void Addresses_of_IPv4_are_told_apart_on_a_socket_for_IPv6()
    {
        if (!NetSocket.OSSupportsIPv6)
        {
            Assert.Ignore("There is no IPv6.");
        }

        using Socket pull = Create(SocketType.Pull, static s =>
        {
            s.IPv6 = true;
            s.MaxConnectionsPerAddress = 1;
        });
        try
        {
            pull.Bind("tcp://[::]:*");
        }
        catch (ZmqException exception)
        {
            Assert.Ignore(exception.Message);
        }

        string endpoint = $"tcp://127.0.0.1:{pull.LastEndpoint.Split(':')[^1]}";
        Connect(endpoint, "127.0.0.1");
        Connect(endpoint, "127.0.0.2");
        AssertClosed(Connect(endpoint, "127.0.0.1"));
        Assert.That(pull.RefusedConnections, Is.EqualTo(1));
    }

    [Test]
    public void The_total_counts_over_ipc_too()
    {
        using Socket pull = Create(SocketType.Pull, static s =>
        {
            s.MaxConnections = 2;
            s.MaxConnectionsPerAddress = 1;
        });
        string endpoint = Ipc();
        pull.Bind(endpoint);
        for (int i = 0; i < 2; i++)
        {
            ConnectIpc(endpoint);
        }

        Eventually(() => pull.AcceptedConnections == 2, "two are accepted");
        AssertClosed(ConnectIpc(endpoint));
        Assert.That(pull.RefusedConnections, Is.EqualTo(1));
    }

    [Test]
    public void A_limit_may_be_changed_while_the_socket_is_bound()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort);
        Connect(endpoint);
        Connect(endpoint);
        Eventually(() => pull.AcceptedConnections == 2, "there is no limit");
        pull.MaxConnections = 1;
        AssertClosed(Connect(endpoint));
        pull.MaxConnections = null;
        Connect(endpoint);
        Eventually(() => pull.AcceptedConnections == 3, "there is no limit again");
    }

    [Test]
    public void Refusals_are_reported_at_a_limited_rate()
    {
        const int count = 300;
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.MaxConnections = 1);
        using SocketMonitor monitor = pull.Monitor();
        Connect(endpoint);
        _ = Await(monitor, SocketEvents.Accepted);
        for (int i = 0; i < count; i++)
        {
            AssertClosed(Connect(endpoint));
        }

        Assert.That(pull.RefusedConnections, Is.EqualTo(count));
        List<SocketEvent> events = [];
        while (monitor.TryReceive(out SocketEvent found, TimeSpan.FromMilliseconds(100)))
        {
            events.Add(found);
        }

        Assert.That(events, Has.All.Matches<SocketEvent>(static e => e.Kind == SocketEvents.AcceptFailed && e.ErrorName == "ECONNREFUSED"));
        Assert.That(events, Has.Count.InRange(1, count - 1));
    }

    [Test]
    public void Connections_that_come_and_go_are_counted_down_to_none([Values(1, 3)] int ioThreads)
    {
        const int rounds = 300;
        using Context context = new() { IoThreads = ioThreads };
        using Socket pull = context.CreateSocket(SocketType.Pull);
        pull.MaxConnections = 20;
        pull.Bind(FreePort);
        string endpoint = pull.LastEndpoint;
        Thread[] threads =
        [
            .. Enumerable.Range(0, 4).Select(seed => new Thread(() =>
            {
                Random random = new(seed);
                Queue<NetSocket> open = new();
                for (int i = 0; i < rounds; i++)
                {
                    open.Enqueue(Open(endpoint));
                    while (open.Count > random.Next(12))
                    {
                        NetSocket peer = open.Dequeue();
                        if (random.Next(2) == 0)
                        {
                            // Ends it with a reset.
                            peer.LingerState = new LingerOption(enable: true, seconds: 0);
                        }

                        peer.Dispose();
                    }
                }

                foreach (NetSocket peer in open)
                {
                    peer.Dispose();
                }
            })),
        ];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Eventually(() => pull.AcceptedConnections == 0, "all have gone");
        using Socket push = context.CreateSocket(SocketType.Push);
        push.Connect(endpoint);
        SendTexts(push, "still here");
        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "still here" }));
    }

    private NetSocket Connect(string endpoint, string? from = null)
    {
        NetSocket peer = Open(endpoint, from);
        _peers.Add(peer);
        return peer;
    }

    private static NetSocket Open(string endpoint, string? from = null)
    {
        NetSocket peer = new(AddressFamily.InterNetwork, NetSocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
        {
            peer.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        peer.Connect(IPAddress.Loopback, int.Parse(endpoint.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture));
        return peer;
    }

    private NetSocket ConnectIpc(string endpoint)
    {
        NetSocket peer = new(AddressFamily.Unix, NetSocketType.Stream, ProtocolType.Unspecified);
        peer.Connect(new UnixDomainSocketEndPoint(endpoint["ipc://".Length..]));
        _peers.Add(peer);
        return peer;
    }

    // A peer that was accepted gets a greeting.
    private static void AssertClosed(NetSocket peer)
    {
        peer.ReceiveTimeout = (int)Generous.TotalMilliseconds;
        int count;
        try
        {
            count = peer.Receive(new byte[64]);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            count = 0;
        }

        Assert.That(count, Is.Zero);
    }
}
