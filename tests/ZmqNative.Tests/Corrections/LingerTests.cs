namespace ZmqNative.Tests;

/// <summary>Messages that linger are on their way when the socket has ended.</summary>
public sealed class LingerTests : CorrectionTest
{
    // The peer reads slowly and keeps sending. Data for a closed connection make the system discard what the connection still holds.
    [Test]
    public void A_peer_that_sends_while_it_reads_gets_all_that_lingered()
    {
        const int messages = 20_000;
        byte[] body = new byte[200];
        using System.Net.Sockets.Socket listener = RawPeer.Listen(out string endpoint);
        Socket push = Create(SocketType.Push, static s =>
        {
            s.Linger = null;
            s.SendHighWatermark = 0;
        });
        push.Connect(endpoint);
        using RawPeer peer = RawPeer.Accept(listener, "PULL");
        for (int i = 0; i < messages; i++)
        {
            push.Send(body);
        }

        push.Dispose();
        long read = 0;
        while (!peer.Ended)
        {
            read += peer.Read().Length;
            try
            {
                peer.Ping();
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The other side has closed, after this side's system had everything.
            }
        }

        Assert.That(read, Is.GreaterThanOrEqualTo(messages * (body.Length + 2L)));
    }

    // A correction did not cover this case, and the process was aborted: the session of an endpoint that was disconnected lost its
    // connection, shook
    // hands over the next one before the socket had released the pipe of the first one, and made a pipe while it ended.
    [Test]
    public void An_endpoint_that_is_disconnected_may_lose_its_connection_and_shake_hands_over_the_next_one()
    {
        for (int round = 0; round < 5; round++)
        {
            using System.Net.Sockets.Socket listener = RawPeer.Listen(out string endpoint);
            listener.ReceiveBufferSize = 1024;
            using Socket pair = Create(SocketType.Pair, static s =>
            {
                s.Immediate = true;
                s.ReconnectInterval = TimeSpan.FromMilliseconds(1);
                s.SendBuffer = 4096;

                // The session has to live until this thread has ended the first connection and greeted over the second one.
                s.Linger = TimeSpan.FromSeconds(3);

                // More than the buffers of the systems hold, so that the handshake has bytes to be sent for as long as the peer does not
                // read.
                s.SetMetadata("X-Long", new string('x', 400_000));
            });
            pair.Connect(endpoint);
            using RawPeer first = RawPeer.AcceptSilently(listener);
            first.Greet();
            first.SendReady("PAIR");
            Assert.That(SpinWait.SpinUntil(() => ReadsOn(first) && pair.TrySend("connected"u8), Generous), Is.True);

            pair.Disconnect(endpoint);
            first.Dispose();
            using RawPeer second = RawPeer.AcceptSilently(listener);
            second.Greet();
            Assert.That(SpinWait.SpinUntil(() => second.Available > 64, Generous), Is.True, "its READY is on the way");
            for (int i = 0; i < 20; i++)
            {
                _ = pair.TryReceive(out _, TimeSpan.FromMilliseconds(1));
            }

            try
            {
                second.SendReady("PAIR");
                _ = pair.TryReceive(out _, TimeSpan.FromMilliseconds(20));
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The session has ended, which is a valid result, too.
            }
        }
    }

    [Test]
    public void Linger_ends_while_the_peer_reads_nothing()
    {
        using System.Net.Sockets.Socket listener = RawPeer.Listen(out string endpoint);
        using Context context = new();
        Socket push = context.CreateSocket(SocketType.Push);
        push.Linger = TimeSpan.FromMilliseconds(100);
        push.SendHighWatermark = 0;
        push.Connect(endpoint);
        using RawPeer peer = RawPeer.Accept(listener, "PULL");
        for (int i = 0; i < 20_000; i++)
        {
            push.Send(new byte[1000]);
        }

        push.Dispose();
        Assert.That(context.Dispose, Throws.Nothing, "the context waits for what lingers, and says when that does not end");
    }

    private static bool ReadsOn(RawPeer peer) => peer.Available == 0 || peer.Read().Length > 0;
}
