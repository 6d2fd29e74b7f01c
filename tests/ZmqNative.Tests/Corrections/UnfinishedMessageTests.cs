namespace ZmqNative.Tests;

/// <summary>The limits of a message over all its frames, while it is received.</summary>
public sealed class UnfinishedMessageTests : CorrectionTest
{
    private const int Frames = 10;
    private const int Bytes = 1000;

    // A frame of a message that goes on.
    private const byte More = 1;

    [Test]
    public void A_message_within_the_limits_is_received([Values] bool old)
    {
        using Socket pull = Limited(out string endpoint);
        using RawPeer peer = Connect(endpoint, old);
        for (int i = 0; i < 3; i++)
        {
            for (int frame = 1; frame < Frames; frame++)
            {
                SendPart(peer, new byte[99]);
            }

            peer.Send(new byte[109]);
            Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(Frames));
        }

        Assert.That(pull.OversizedConnections, Is.Zero);
    }

    [Test]
    public void A_peer_that_sends_one_frame_more_is_disconnected([Values] bool old)
    {
        using Socket pull = Limited(out string endpoint);
        using RawPeer peer = Connect(endpoint, old);
        peer.Send("complete"u8);
        for (int frame = 0; frame <= Frames; frame++)
        {
            SendPart(peer, default);
        }

        AwaitEnd(peer);
        Assert.That(ReceiveText(pull), Is.EqualTo("complete"));
        Assert.That(pull.OversizedConnections, Is.EqualTo(1));
        AssertServes(pull, endpoint);
    }

    [Test]
    public void A_peer_that_sends_one_byte_more_is_disconnected([Values] bool old)
    {
        using Socket pull = Limited(out string endpoint);
        using RawPeer peer = Connect(endpoint, old);
        for (int frame = 0; frame < 5; frame++)
        {
            SendPart(peer, new byte[200]);
        }

        peer.Send("x"u8);
        AwaitEnd(peer);
        Assert.That(pull.OversizedConnections, Is.EqualTo(1));
        AssertServes(pull, endpoint);
    }

    [Test]
    public void Peers_of_the_first_version_have_the_same_limits()
    {
        using Socket pull = Limited(out string endpoint);
        using RawPeer peer = RawPeer.ConnectUnversioned(endpoint);
        for (int frame = 0; frame <= Frames; frame++)
        {
            peer.Write([1, More]);
        }

        AwaitEnd(peer);
        Assert.That(pull.OversizedConnections, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_that_is_larger_than_the_message_may_be_is_refused_by_its_length()
    {
        using Socket pull = Limited(out string endpoint);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        peer.BeginFrame(long.MaxValue);
        AwaitEnd(peer);
        Assert.That(pull.OversizedConnections, Is.EqualTo(1));
    }

    [Test]
    public void A_frame_over_the_limit_of_frames_is_counted_too()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.MaxMessageSize = 10);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        peer.BeginFrame(11);
        AwaitEnd(peer);
        Assert.That(pull.OversizedConnections, Is.EqualTo(1));
    }

    [Test]
    public void Commands_between_the_frames_of_a_message_are_not_counted()
    {
        using Socket pull = Limited(out string endpoint);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        for (int frame = 1; frame < Frames; frame++)
        {
            SendPart(peer, default);
            peer.Ping();
            peer.Ping();
        }

        peer.Send("end"u8);
        Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(Frames));
    }

    [Test]
    public void Encrypted_messages_have_the_same_limits([Values] bool frames)
    {
        CurveKeyPair server = CurveKeyPair.Generate(), client = CurveKeyPair.Generate();
        using Socket pull = Limited(out string endpoint, server.ApplyAsServer);
        using Socket push = Connected(SocketType.Push, endpoint, s => client.ApplyAsClient(s, server.PublicKey));
        using SocketMonitor monitor = push.Monitor();
        MultipartMessage most = MultipartMessage.Create();
        MultipartMessage over = MultipartMessage.Create();
        for (int i = 0; i < Frames; i++)
        {
            most.Add(new byte[100]);
            over.Add(new byte[frames ? 1 : 101]);
        }

        if (frames)
        {
            over.Add("x");
        }

        push.Send(most);
        Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(Frames));
        push.Send(over);
        _ = Await(monitor, SocketEvents.Disconnected);
        Eventually(() => pull.OversizedConnections == 1, "the connection was not counted");
    }

    [Test]
    public void A_queue_that_is_full_does_not_change_the_count_of_a_message([Values] bool old)
    {
        using Socket pull = Limited(out string endpoint, static s => s.ReceiveHighWatermark = 2);
        using RawPeer peer = Connect(endpoint, old);
        for (int i = 0; i < 100; i++)
        {
            for (int frame = 1; frame < Frames; frame++)
            {
                SendPart(peer, new byte[100]);
            }

            peer.Send(new byte[100]);
        }

        for (int i = 0; i < 100; i++)
        {
            Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(Frames));
        }

        Assert.That(pull.OversizedConnections, Is.Zero);
    }

    [Test]
    public void Many_tiny_frames_take_no_memory()
    {
        using Socket pull = Limited(out string endpoint);
        long before = Resident();
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        byte[] empty = new byte[2 * 4096];
        for (int i = 0; i < empty.Length; i += 2)
        {
            empty[i] = More;
        }

        try
        {
            for (int i = 0; i < 3000; i++)
            {
                peer.Write(empty);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Refused, as it has to be.
        }

        AwaitEnd(peer);
        Assert.That(Resident() - before, Is.LessThan(100 * 1024 * 1024));
    }

    private static long Resident()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private Socket Limited(out string endpoint, Action<Socket>? prepare = null) => Bound(SocketType.Pull, out endpoint, FreePort, socket =>
    {
        socket.MaxMultipartSize = Bytes;
        socket.MaxMultipartFrames = Frames;
        prepare?.Invoke(socket);
    });

    private static RawPeer Connect(string endpoint, bool old)
    {
        if (!old)
        {
            return RawPeer.Connect(endpoint, "PUSH");
        }

        return RawPeer.ConnectAsOldPeer(endpoint, (byte)SocketType.Push);
    }

    private static void SendPart(RawPeer peer, ReadOnlySpan<byte> body) => peer.Write([More, checked((byte)body.Length), .. body]);

    private static void AwaitEnd(RawPeer peer)
    {
        while (!peer.Ended)
        {
            _ = peer.Read();
        }
    }

    private void AssertServes(Socket pull, string endpoint)
    {
        using Socket push = Connected(SocketType.Push, endpoint);
        SendTexts(push, "another");
        Assert.That(ReceiveText(pull), Is.EqualTo("another"));
    }
}
