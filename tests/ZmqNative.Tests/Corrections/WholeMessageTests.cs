using System.Collections.Concurrent;
using ZmqNative.Interop;

namespace ZmqNative.Tests;

/// <summary>Messages stay whole when a pipe ends between two of their frames: their own pipe, or another one.</summary>
public sealed class WholeMessageTests : CorrectionTest
{
    private const int Frames = 64;

    [Test]
    public void Frames_received_after_another_sender_ended_are_of_the_same_message(
        [Values(SocketType.Pull, SocketType.Dealer, SocketType.Router, SocketType.Sub)] SocketType type,
        [Range(0, 3)] int reading,
        [Range(0, 3)] int leaving)
    {
        using Socket receiver = Create(type);
        if (type == SocketType.Sub)
        {
            receiver.Subscribe(string.Empty);
        }

        (Socket[] senders, string[] endpoints) = ConnectToFour(receiver, Sender(type));
        for (int i = 0; i < 4; i++)
        {
            // A subscription is sent by the one and read by the other.
            ProcessCommands(senders[i]);
            SendTexts(senders[i], $"{i}", "b", $"{i}");
        }

        // Messages are read in turns, so whole ones precede the first frame of the message that is read in two parts.
        for (int i = 0; i < reading; i++)
        {
            using MultipartMessage whole = receiver.ReceiveMessage();
        }

        if (type == SocketType.Router)
        {
            ReceiveText(receiver);
        }

        string first = ReceiveText(receiver);
        EndConnection(receiver, endpoints[leaving]);
        ProcessCommands(senders[leaving]);
        ProcessCommands(receiver);
        Assert.That(ReceiveText(receiver), Is.EqualTo("b"));
        Assert.That(ReceiveText(receiver), Is.EqualTo(first));
        foreach (Socket sender in senders)
        {
            sender.Dispose();
        }
    }

    [Test]
    public void Frames_sent_after_another_receiver_ended_go_to_the_same_receiver(
        [Values(SocketType.Push, SocketType.Dealer)] SocketType type,
        [Range(0, 3)] int before,
        [Range(0, 3)] int leaving)
    {
        using Socket sender = Create(type);
        (Socket[] receivers, string[] endpoints) = ConnectToFour(sender, type == SocketType.Push ? SocketType.Pull : type);
        for (int i = 0; i < before; i++)
        {
            SendTexts(sender, "x", "y");
        }

        sender.Send("a"u8, SendFlags.SendMore);
        EndConnection(sender, endpoints[leaving]);
        ProcessCommands(receivers[leaving]);
        ProcessCommands(sender);
        sender.Send("b"u8, SendFlags.SendMore);
        sender.Send("c"u8);
        SendTexts(sender, "x", "y");
        for (int i = 0; i < 4; i++)
        {
            while (i != leaving && receivers[i].TryReceiveMessage(out MultipartMessage message))
            {
                using (message)
                {
                    Assert.That(message.ToString(), Is.EqualTo("x | y").Or.EqualTo("a | b | c"));
                }
            }

            receivers[i].Dispose();
        }
    }

    // How the fault was found: PUSH bound over inproc, and four PULLs that connect and close.
    [Test]
    public void No_message_is_torn_while_peers_come_and_go()
    {
        using Socket sender = Bound(SocketType.Push, out string endpoint, prepare: static s =>
        {
            s.SendHighWatermark = 4;
            s.Linger = TimeSpan.Zero;
        });
        ConcurrentBag<string> torn = [];
        Thread[] peers = [.. Enumerable.Range(0, 4).Select(seed => new Thread(() => ComeAndGo(endpoint, seed, torn)))];
        Array.ForEach(peers, static peer => peer.Start());
        for (int number = 0; peers.Any(static peer => peer.IsAlive); number++)
        {
            using MultipartMessage message = MultipartMessage.Create();
            for (int i = 0; i < Frames; i++)
            {
                message.Add($"{number}");
            }

            _ = sender.TrySend(message, TimeSpan.FromMilliseconds(1));
        }

        Assert.That(torn, Is.Empty);
    }

    [Test]
    public void A_message_is_read_to_its_end_after_its_connection_was_ended_here(
        [Values(SocketType.Pull, SocketType.Dealer, SocketType.Router, SocketType.Sub, SocketType.XSub, SocketType.Pair)] SocketType type,
        [Values] bool tcp,
        [Values] bool prefetched)
    {
        using Socket sender = Bound(Sender(type), out string endpoint, tcp ? FreePort : null);
        using Socket receiver = Connected(type, endpoint, static s => s.Linger = TimeSpan.Zero);
        if (type == SocketType.Sub)
        {
            receiver.Subscribe(string.Empty);
        }
        else if (type == SocketType.XSub)
        {
            receiver.Send([1]);
        }

        SendUntilReceived(sender, receiver);
        int frames = type == SocketType.Router ? 3 : 2;
        if (!prefetched)
        {
            using Frame first = receiver.Receive();
            frames--;
        }

        // Not through the binding, which refuses it between two frames.
        EndConnection(receiver, endpoint);
        ProcessCommands(receiver);
        if (prefetched && type is not (SocketType.Sub or SocketType.XSub or SocketType.Router))
        {
            // No frame of it was read, so it was dropped with its connection.
            return;
        }

        for (; frames > 0; frames--)
        {
            using Frame frame = receiver.Receive();
            Assert.That(frame.More, Is.EqualTo(frames > 1));
        }

        Assert.That(receiver.TryReceive(out _), Is.False);
    }

    [Test]
    public void A_message_is_read_to_its_end_after_its_sender_was_lost(
        [Values(SocketType.Pull, SocketType.Dealer, SocketType.Router, SocketType.Sub, SocketType.Pair, SocketType.Rep)] SocketType type,
        [Values] bool immediate,
        [Values] bool binds)
    {
        using Socket receiver = Create(type, s => s.Immediate = immediate);
        using SocketMonitor monitor = receiver.Monitor();
        if (type == SocketType.Sub)
        {
            receiver.Subscribe(string.Empty);
        }

        Socket sender = Create(Sender(type));
        if (binds)
        {
            receiver.Bind(FreePort);
            sender.Connect(receiver.LastEndpoint);
        }
        else
        {
            sender.Bind(FreePort);
            receiver.Connect(sender.LastEndpoint);
        }

        using (sender)
        {
            SendUntilReceived(sender, receiver);
            if (type == SocketType.Router)
            {
                ReceiveText(receiver);
            }

            Assert.That(ReceiveText(receiver), Is.EqualTo("a"));
        }

        _ = Await(monitor, SocketEvents.Disconnected);
        ProcessCommands(receiver);
        using Frame last = receiver.Receive();
        Assert.That(last.ToString(), Is.EqualTo("b"));
        Assert.That(last.More, Is.False);
    }

    [Test]
    public void A_pair_drops_the_rest_of_a_message_that_its_last_peer_got_in_part()
    {
        using Socket pair = Bound(SocketType.Pair, out string endpoint, FreePort);
        using SocketMonitor monitor = pair.Monitor();
        using (Socket first = Connected(SocketType.Pair, endpoint))
        {
            pair.Send("a"u8, SendFlags.SendMore);
        }

        _ = Await(monitor, SocketEvents.Disconnected);
        ProcessCommands(pair);
        using Socket second = Connected(SocketType.Pair, endpoint);
        _ = Await(monitor, SocketEvents.HandshakeSucceeded);
        ProcessCommands(pair);
        pair.Send("b"u8, SendFlags.SendMore);
        pair.Send("c"u8);
        SendTexts(pair, "x", "y");
        Assert.That(ReceiveTexts(second), Is.EqualTo(new[] { "x", "y" }));
    }

    private static SocketType Sender(SocketType receiver) => receiver switch
    {
        SocketType.Pull => SocketType.Push,
        SocketType.Router => SocketType.Dealer,
        SocketType.Sub or SocketType.XSub => SocketType.Pub,
        SocketType.Rep => SocketType.Req,
        _ => receiver,
    };

    private (Socket[] Peers, string[] Endpoints) ConnectToFour(Socket socket, SocketType type)
    {
        Socket[] peers = new Socket[4];
        string[] endpoints = new string[4];
        for (int i = 0; i < 4; i++)
        {
            peers[i] = Bound(type, out endpoints[i]);
            socket.Connect(endpoints[i]);
        }

        return (peers, endpoints);
    }

    private static void SendUntilReceived(Socket sender, Socket receiver)
    {
        if (sender.Type == SocketType.Pub)
        {
            // A subscription takes time, and messages that are published before it are lost.
            Eventually(
                () =>
                {
                    SendTexts(sender, "probe");
                    return receiver.TryReceive(out Frame probe, TimeSpan.FromMilliseconds(10)) && EndsWith(probe);
                },
                "the subscription does not arrive");
            SendTexts(sender, "end");
            while (ReceiveText(receiver) != "end")
            {
            }
        }

        SendTexts(sender, "a", "b");

        // SUB, XSUB and ROUTER read the first frame out of its pipe here.
        Eventually(() => receiver.Events.HasFlag(PollEvents.In), "the message does not arrive");
    }

    private static bool EndsWith(Frame probe)
    {
        probe.Dispose();
        return true;
    }

    private static unsafe void EndConnection(Socket socket, string endpoint)
    {
        fixed (byte* pointer = System.Text.Encoding.UTF8.GetBytes(endpoint + "\0"))
        {
            Assert.That(Libzmq.zmq_disconnect((void*)socket.Handle, pointer), Is.Zero);
        }
    }

    private void ComeAndGo(string endpoint, int seed, ConcurrentBag<string> torn)
    {
        Random random = new(seed);
        for (int round = 0; round < 500; round++)
        {
            using Socket peer = Connected(SocketType.Pull, endpoint, static s => s.ReceiveHighWatermark = 4);
            for (int i = random.Next(8); i > 0; i--)
            {
                if (peer.TryReceiveMessage(out MultipartMessage message, TimeSpan.FromMilliseconds(2)))
                {
                    using (message)
                    {
                        string[] frames = Texts(message);
                        if (frames.Length != Frames || frames.Distinct(StringComparer.Ordinal).Count() != 1)
                        {
                            torn.Add(message.ToString());
                        }
                    }
                }
            }
        }
    }
}
