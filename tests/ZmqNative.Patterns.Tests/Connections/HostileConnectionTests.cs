using System.Net;
using System.Net.Sockets;
using NetSocket = System.Net.Sockets.Socket;
using NetSocketType = System.Net.Sockets.SocketType;

namespace ZmqNative.Patterns.Tests.Connections;

/// <summary>Thousands of peers that never finish their handshake, or come and go: honest clients are served, and nothing of the others is kept.</summary>
public sealed class HostileConnectionTests : PatternsTest
{
    private const int GreetingLength = 64;

    // The greeting of ZMTP 3.0 with the mechanism NULL, and the command READY of a DEALER.
    private static readonly byte[] Handshake =
    [
        0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0, .. "NULL"u8, .. new byte[48],
        4, 25 + 3, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8,
    ];

    private static readonly int Count = Math.Min(2000, ConnectionLimits.PerAddress / 4);

    [Test]
    public async Task Slow_peers_keep_nobody_from_being_served([Values(1, 2)] int seed)
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient honest = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        Assert.That(await honest.RequestAsync("first", cancellationToken: Limit), Is.EqualTo("first"));
        long memory = 0;
        for (int wave = 0; wave < 2; wave++)
        {
            Random random = new((100 * seed) + wave);
            List<NetSocket> slow = [];
            try
            {
                for (int i = 0; i < Count; i++)
                {
                    slow.Add(Connect(server));
                }

                await Eventually(() => Accepted(server) == Count + 1, "all are accepted");

                // One byte at a time, each peer up to a length of its own: none completes its handshake.
                int[] lengths = [.. slow.Select(_ => random.Next(Handshake.Length))];
                for (int length = 0; length < Handshake.Length; length++)
                {
                    for (int i = 0; i < slow.Count; i++)
                    {
                        if (length < lengths[i])
                        {
                            TrySend(slow[i], Handshake.AsSpan(length, 1));
                        }
                    }

                    Assert.That(await honest.RequestAsync($"{length}", cancellationToken: Limit), Is.EqualTo($"{length}"));
                    await Eventually(() => server.ConnectedPeers == 1, "only the honest one is counted");
                }
            }
            finally
            {
                slow.ForEach(static peer => peer.Dispose());
            }

            await Eventually(() => Accepted(server) == 1, "all have gone");

            // The first wave has made what is kept for later use.
            memory = wave == 0 ? Environment.WorkingSet : Environment.WorkingSet - memory;
        }

        Assert.That((server.ConnectedPeers, server.Statistics.RefusedConnections), Is.EqualTo((1, 0)));
        Assert.That(memory, Is.LessThan(64 * 1024 * 1024));
    }

    [Test]
    public async Task A_peer_that_does_not_finish_its_handshake_is_disconnected()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions
        {
            ConfigureSocket = static socket => socket.HandshakeInterval = TimeSpan.FromMilliseconds(300),
        }));
        List<NetSocket> slow = [];
        for (int i = 0; i < 50; i++)
        {
            slow.Add(Connect(server));
            TrySend(slow[i], Handshake.AsSpan(0, i));
        }

        await Eventually(() => slow.TrueForAll(IsClosed), "they are disconnected");
        await Eventually(() => Accepted(server) == 0, "nothing is kept of them");
        slow.ForEach(static peer => peer.Dispose());
    }

    [Test]
    public async Task A_flood_of_connections_that_come_and_go_leaves_none_behind([Values(1, 2)] int seed)
    {
        const int attackers = 4;
        const int rounds = 500;
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions { MaxConnections = 100 }));
        await using RequestClient honest = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        Assert.That(await honest.RequestAsync("first", cancellationToken: Limit), Is.EqualTo("first"));
        Task[] floods = [.. Enumerable.Range(0, attackers).Select(i => Task.Run(() => Flood(server, new Random((10 * seed) + i), rounds)))];
        Task all = Task.WhenAll(floods);
        while (!all.IsCompleted)
        {
            Assert.That(await honest.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("x"));
        }

        await all;
        await Eventually(() => (server.ConnectedPeers, Accepted(server)) == (1, 1), "the honest client alone is connected");
        Assert.That(await honest.RequestAsync("last", cancellationToken: Limit), Is.EqualTo("last"));
        await using RequestClient late = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        Assert.That(await late.RequestAsync("late", cancellationToken: Limit), Is.EqualTo("late"));
    }

    private static void Flood(Pattern server, Random random, int rounds)
    {
        Queue<NetSocket> open = new();
        for (int i = 0; i < rounds; i++)
        {
            NetSocket peer = Connect(server);

            // Nothing, a part of the handshake, all of it, or other bytes.
            byte[] bytes = random.Next(4) == 0 ? Noise(random) : Handshake[..random.Next(Handshake.Length + 1)];
            TrySend(peer, bytes);
            open.Enqueue(peer);
            while (open.Count > random.Next(40))
            {
                Close(open.Dequeue(), random);
            }
        }

        foreach (NetSocket peer in open)
        {
            Close(peer, random);
        }
    }

    private static byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(2 * GreetingLength)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Close(NetSocket peer, Random random)
    {
        if (random.Next(2) == 0)
        {
            // Ends it with a reset.
            peer.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        peer.Dispose();
    }

    private static NetSocket Connect(Pattern server)
    {
        NetSocket peer = new(AddressFamily.InterNetwork, NetSocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        peer.Connect(IPEndPoint.Parse(server.LastEndpoint["tcp://".Length..]));
        return peer;
    }

    private static void TrySend(NetSocket peer, ReadOnlySpan<byte> bytes)
    {
        try
        {
            _ = peer.Send(bytes);
        }
        catch (SocketException)
        {
            // The time for the handshake is over, or the connection was refused.
        }
    }

    private static bool IsClosed(NetSocket peer)
    {
        try
        {
            return peer.Poll(0, SelectMode.SelectRead) && peer.Receive(new byte[256]) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static int Accepted(Pattern server)
    {
        int accepted = 0;
        server.Socket.ConfigureShortly(socket => accepted = socket.AcceptedConnections);
        return accepted;
    }

    [SetUp]
    public void OnlyWithCounts()
    {
        if (!Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }
    }
}
