namespace ZmqNative.Tests;

/// <summary>Messages that linger are on their way when the socket has ended.</summary>
public sealed class LingerTests : CorrectionTest
{
    // The peer reads slowly and goes on to send: what it sends to a closed connection makes the system throw away what that still holds.
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
                // The other side has closed, when all was with this side's system.
            }
        }

        Assert.That(read, Is.GreaterThanOrEqualTo(messages * (body.Length + 2L)));
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
}
