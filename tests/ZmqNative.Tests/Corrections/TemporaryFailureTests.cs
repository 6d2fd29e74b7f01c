namespace ZmqNative.Tests;

/// <summary>The answer of a ZAP handler that the peer is to try again.</summary>
public sealed class TemporaryFailureTests : CorrectionTest
{
    [Test]
    public void The_connection_is_closed_and_the_peer_tries_again([Values] bool plain)
    {
        int asked = 0;
        using ZapHandler handler = new(Context, _ => Interlocked.Increment(ref asked) < 4 ? 300 : 200);
        using Socket pull = Create(SocketType.Pull, socket =>
        {
            socket.PlainServer = plain;
            socket.ZapDomain = "global";

            // The connection would be kept for ever.
            socket.HandshakeInterval = null;
        });
        using SocketMonitor monitor = pull.Monitor(SocketEvents.HandshakeFailedAuthentication | SocketEvents.Disconnected);
        pull.Bind(FreePort);
        using Socket push = Connected(SocketType.Push, pull.LastEndpoint, socket =>
        {
            socket.HandshakeInterval = null;
            socket.ReconnectInterval = TimeSpan.FromMilliseconds(10);
            if (plain)
            {
                socket.PlainUsername = "alice";
                socket.PlainPassword = "secret";
            }
        });
        SendTexts(push, "x");
        for (int i = 0; i < 3; i++)
        {
            Assert.That(Await(monitor, SocketEvents.HandshakeFailedAuthentication).AuthenticationStatus, Is.EqualTo(300));
            _ = Await(monitor, SocketEvents.Disconnected);
        }

        Assert.That(ReceiveTexts(pull), Is.EqualTo(new[] { "x" }));
    }
}
