namespace ZmqNative.Tests;

/// <summary>The end of the connections of a user.</summary>
public sealed class EndPeersTests : CorrectionTest
{
    private const string Domain = "global";

    private ZapHandler _handler = null!;

    [SetUp]
    public void StartHandler() => _handler = new ZapHandler(Context, static _ => 200)
    {
        UserId = static request => request.Mechanism == "PLAIN" ? request.Username : "the user",
    };

    [TearDown]
    public void EndHandler() => _handler.Dispose();

    [Test]
    public void The_connections_of_a_user_end_and_those_of_others_do_not(
        [Values(SocketType.XPub, SocketType.Push, SocketType.Router, SocketType.Dealer)] SocketType type)
    {
        using Socket server = Bound(type, out string endpoint, FreePort, ServePlain);
        using SocketMonitor monitor = server.Monitor(SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected);
        using Socket alice = Client(type, endpoint, "alice");
        using Socket again = Client(type, endpoint, "alice");
        using Socket bob = Client(type, endpoint, "bob");
        for (int i = 0; i < 3; i++)
        {
            _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        }

        Assert.That(server.EndConnections("carol"), Is.Zero);
        Assert.That(server.EndConnections("alice"), Is.EqualTo(2));
        Assert.That(server.EndConnections("alice"), Is.Zero, "they end already");
        _ = Await(monitor, SocketEvents.Disconnected);
        _ = Await(monitor, SocketEvents.Disconnected);
        Reaches(server, bob, type);
    }

    [Test]
    public void The_only_peer_of_a_pair_makes_room_for_another_one()
    {
        using Socket pair = Bound(SocketType.Pair, out string endpoint, FreePort, ServePlain);
        using SocketMonitor monitor = pair.Monitor(SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected);
        Socket alice = Client(SocketType.Pair, endpoint, "alice");
        _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        Assert.That(pair.EndConnections("alice"), Is.EqualTo(1));
        _ = Await(monitor, SocketEvents.Disconnected);
        alice.Dispose();
        using Socket bob = Client(SocketType.Pair, endpoint, "bob");
        Eventually(
            () =>
            {
                _ = pair.TrySend("hello"u8);
                return bob.TryReceive(out Frame frame, TimeSpan.FromMilliseconds(10)) && Disposed(frame);
            },
            "the place is not free");
    }

    [Test]
    public void A_connection_ends_whose_peer_does_not_read_what_was_sent([Values(SocketType.Push, SocketType.Pub)] SocketType type)
    {
        using Socket server = Bound(type, out string endpoint, FreePort, static s =>
        {
            s.ZapDomain = Domain;
            s.SendHighWatermark = 10;
        });
        using SocketMonitor monitor = server.Monitor(SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected);
        using RawPeer peer = RawPeer.Connect(endpoint, type == SocketType.Push ? "PULL" : "SUB");
        _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        if (type == SocketType.Pub)
        {
            peer.Send([1]);
        }

        // Fills the buffers of the system, those of libzmq, and the queue.
        byte[] body = new byte[1_000_000];
        Eventually(
            () => type == SocketType.Push ? !server.TrySend(body) : server.TrySend(body) && server.DroppedMessages > 0,
            "the queue is not full");
        Assert.That(server.EndConnections("the user"), Is.EqualTo(1));
        _ = Await(monitor, SocketEvents.Disconnected);
    }

    [Test]
    public void A_message_that_is_being_sent_is_not_torn()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, FreePort, ServePlain);
        using SocketMonitor monitor = push.Monitor(SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected);
        using Socket alice = Client(SocketType.Push, endpoint, "alice");
        _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        ProcessCommands(push);
        push.Send("first"u8, SendFlags.SendMore);
        Assert.That(push.EndConnections("alice"), Is.EqualTo(1));
        using Socket bob = Client(SocketType.Push, endpoint, "bob");
        _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        ProcessCommands(push);
        push.Send("rest"u8);
        SendTexts(push, "whole", "message");
        Assert.That(ReceiveTexts(bob), Is.EqualTo(new[] { "whole", "message" }));
    }

    [Test]
    public void What_a_peer_says_about_itself_does_not_count()
    {
        using Socket router = Bound(SocketType.Router, out string endpoint, FreePort, static s => s.ZapDomain = Domain);
        using RawPeer peer = RawPeer.Connect(endpoint, "DEALER", "me");
        peer.Send("x"u8);
        Assert.That(ReceiveTexts(router), Is.EqualTo(new[] { "me", "x" }));
        Assert.That((router.EndPeers("Identity"u8, "me"u8), router.EndPeers("Socket-Type"u8, "DEALER"u8)), Is.EqualTo((0, 0)));
        Assert.That(router.EndConnections("the user"), Is.EqualTo(1));
    }

    [Test]
    public void Values_are_listed_once_and_newer_ones_alone()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, FreePort, ServePlain);
        using SocketMonitor monitor = push.Monitor(SocketEvents.HandshakeSucceeded);
        List<Socket> clients = [];
        string[] names = [.. Enumerable.Range(0, 40).Select(static i => $"user {i} {new string('x', 200)}")];
        foreach (string name in names)
        {
            Add(name);
        }

        Add(names[0]);
        List<byte[]> values = [];
        ulong newest = push.ListPeers("User-Id"u8, 0, values);
        Assert.That(values.Select(System.Text.Encoding.UTF8.GetString), Is.EquivalentTo(names));

        values.Clear();
        Assert.That((push.ListPeers("User-Id"u8, newest, values), values.Count), Is.EqualTo((newest, 0)));
        Add("newer");
        ulong newer = push.ListPeers("User-Id"u8, newest, values);
        Assert.That((newer, values.Count), Is.EqualTo((newest + 1, 1)));
        Assert.That(push.ListPeers("Other"u8, 0, values), Is.EqualTo(newer));
        Assert.That(values, Has.Count.EqualTo(1));
        clients.ForEach(static client => client.Dispose());

        void Add(string name)
        {
            clients.Add(Client(SocketType.Push, endpoint, name));
            _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        }
    }

    [Test]
    public void A_connection_that_this_side_has_made_is_made_again()
    {
        using Socket pull = Create(SocketType.Pull, static s =>
        {
            s.PlainUsername = "alice";
            s.PlainPassword = "secret";
        });
        pull.Bind(FreePort);
        using Socket push = Create(SocketType.Push, static s =>
        {
            ServePlain(s);
            s.Immediate = true;
            s.ReconnectInterval = TimeSpan.FromMilliseconds(10);
        });
        using SocketMonitor monitor = push.Monitor(SocketEvents.HandshakeSucceeded);
        push.Connect(pull.LastEndpoint);
        for (int i = 0; i < 5; i++)
        {
            _ = Await(monitor, SocketEvents.HandshakeSucceeded);
            push.Send($"{i}");
            Assert.That(ReceiveText(pull), Is.EqualTo($"{i}"));
            Assert.That(push.EndConnections("alice"), Is.EqualTo(1));
            ProcessCommands(push);
            Eventually(() => (push.Events & PollEvents.Out) != 0, "it is not made again");
        }
    }

    [Test]
    public void Ends_of_both_sides_at_the_same_time_end_nothing_else([Values(SocketType.Push, SocketType.XPub, SocketType.Router)] SocketType type)
    {
        const int rounds = 50;
        const int peers = 8;
        using Socket server = Bound(type, out string endpoint, FreePort, ServePlain);
        using Socket bob = Client(type, endpoint, "bob");
        Thread other = new(() =>
        {
            for (int i = 0; i < rounds; i++)
            {
                Socket[] alices = [.. Enumerable.Range(0, peers).Select(_ => Client(type, endpoint, "alice"))];
                using Socket last = Create(alices[0].Type);
                AwaitOutcome(last, endpoint);
                foreach (Socket alice in alices)
                {
                    _ = alice.Type == SocketType.Dealer && alice.TrySend("x"u8);
                    alice.Dispose();
                }
            }
        });
        other.Start();
        long ended = 0;
        while (other.IsAlive)
        {
            ended += server.EndConnections("alice");
            _ = type == SocketType.Router || server.TrySend(new byte[1000]);
            if (type != SocketType.Push && server.TryReceiveMessage(out MultipartMessage message))
            {
                message.Dispose();
            }
        }

        Assert.That(ended, Is.Positive);
        while (bob.TryReceive(out Frame frame, TimeSpan.FromMilliseconds(100)))
        {
            frame.Dispose();
        }

        Reaches(server, bob, type);
    }

    // The handshake of a peer that connects after the others. Its connection may be ended before this side knows of the handshake.
    private static void AwaitOutcome(Socket last, string endpoint)
    {
        const SocketEvents Outcomes = SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected;
        last.PlainUsername = "alice";
        last.PlainPassword = "secret";
        last.ReconnectInterval = null;
        using SocketMonitor monitor = last.Monitor(Outcomes);
        last.Connect(endpoint);
        Assert.That(monitor.TryReceive(out _, Generous), Is.True, "the handshake does not end");
    }

    private static void ServePlain(Socket socket)
    {
        socket.PlainServer = true;
        socket.ZapDomain = Domain;
    }

    private Socket Client(SocketType server, string endpoint, string user) => Connected(
        server switch
        {
            SocketType.XPub => SocketType.Sub,
            SocketType.Push => SocketType.Pull,
            SocketType.Router => SocketType.Dealer,
            _ => server,
        },
        endpoint,
        socket =>
        {
            socket.PlainUsername = user;
            socket.PlainPassword = "secret";
            socket.Linger = TimeSpan.Zero;
            socket.ReconnectInterval = null;
            if (socket.Type == SocketType.Sub)
            {
                socket.Subscribe(string.Empty);
            }
            else if (socket.Type == SocketType.Dealer)
            {
                socket.RoutingId = System.Text.Encoding.UTF8.GetBytes($"{user} {Guid.NewGuid():N}");
            }
        });

    private static void Reaches(Socket server, Socket client, SocketType type) => Eventually(
        () =>
        {
            if (type == SocketType.Router)
            {
                // To the peer that asks.
                _ = client.TrySend("ask"u8);
                if (server.TryReceiveMessage(out MultipartMessage asked, TimeSpan.FromMilliseconds(10)))
                {
                    using (asked)
                    {
                        server.Send(asked);
                    }
                }
            }
            else
            {
                _ = server.TrySend("still here"u8);
            }

            return client.TryReceive(out Frame frame, TimeSpan.FromMilliseconds(10)) && Disposed(frame);
        },
        "nothing arrives at the other peer");

    private static bool Disposed(Frame frame)
    {
        frame.Dispose();
        return true;
    }
}
