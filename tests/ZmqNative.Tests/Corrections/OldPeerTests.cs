namespace ZmqNative.Tests;

/// <summary>Peers of ZMTP 2.0, while sockets are created and closed.</summary>
public sealed class OldPeerTests : CorrectionTest
{
    [TestCase(SocketType.Router, SocketType.Dealer)]
    [TestCase(SocketType.Rep, SocketType.Req)]
    [TestCase(SocketType.XPub, SocketType.Sub)]
    public void A_peer_that_connects_while_a_socket_closes_does_not_end_the_process(SocketType type, SocketType peer)
    {
        for (int round = 0; round < 100; round++)
        {
            Socket socket = Bound(type, out string endpoint, FreePort);
            using ManualResetEventSlim connected = new();
            Thread visitor = new(() =>
            {
                try
                {
                    while (true)
                    {
                        using RawPeer old = RawPeer.ConnectAsOldPeer(endpoint, (byte)peer);
                        connected.Set();
                    }
                }
                catch (System.Net.Sockets.SocketException)
                {
                    // The socket has closed.
                }
            });
            visitor.Start();
            Assert.That(connected.Wait(Generous), Is.True);
            socket.Dispose();
            Assert.That(visitor.Join(Generous), Is.True);
        }
    }
}
