using System.Diagnostics;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Tests;

/// <summary>Peers with random sequences of ZMTP, at sockets of each type.</summary>
public sealed class AttackedSocketTests : CorrectionTest
{
    private const int Usual = 300;
    private const long MostGrowth = 100L * 1024 * 1024;

    [TestCase(SocketType.Pair, "PAIR", SocketType.Pair)]
    [TestCase(SocketType.Pub, "SUB", SocketType.Sub)]
    [TestCase(SocketType.Sub, "PUB", SocketType.Pub)]
    [TestCase(SocketType.Req, "REP", SocketType.Rep)]
    [TestCase(SocketType.Rep, "REQ", SocketType.Req)]
    [TestCase(SocketType.Dealer, "ROUTER", SocketType.Router)]
    [TestCase(SocketType.Router, "DEALER", SocketType.Dealer)]
    [TestCase(SocketType.Pull, "PUSH", SocketType.Push)]
    [TestCase(SocketType.Push, "PULL", SocketType.Pull)]
    [TestCase(SocketType.XPub, "XSUB", SocketType.XSub)]
    [TestCase(SocketType.XSub, "XPUB", SocketType.XPub)]
    [TestCase(SocketType.Stream, "", SocketType.Stream)]
    public void A_socket_survives_and_accepts_the_next_peer(SocketType type, string peer, SocketType next)
    {
        using Socket socket = Bound(type, out string endpoint, FreePort, static s =>
        {
            s.MaxMultipartFrames = 100;
            s.MaxMultipartSize = 100_000;
            s.MaxMessageSize = 100_000;
            s.ReceiveHighWatermarkBytes = 1024 * 1024;
            if (s.Type is SocketType.Pub or SocketType.XPub)
            {
                s.MaxTopicLength = 10;
                s.MaxSubscriptions = 100;
            }
            else if (s.Type == SocketType.Req)
            {
                // It reads only after it has asked, and most of those whom it asks do not answer.
                s.RequestRelaxed = true;
            }
            else if (s.Type == SocketType.Sub)
            {
                s.Subscribe(string.Empty);
            }
        });
        int sequences = ZmtpAttacker.Sequences(Usual);
        Attack(socket, new ZmtpAttacker(endpoint, peer, (int)type), Math.Max(1, sequences / 10));
        using Process process = Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        Attack(socket, new ZmtpAttacker(endpoint, peer, 100 + (int)type), sequences);
        process.Refresh();
        Assert.That(process.WorkingSet64 - before, Is.LessThan(MostGrowth));

        using SocketMonitor monitor = socket.Monitor(SocketEvents.HandshakeSucceeded | SocketEvents.Accepted);
        using Socket last = Connected(next, endpoint);
        _ = Await(monitor, type == SocketType.Stream ? SocketEvents.Accepted : SocketEvents.HandshakeSucceeded);
    }

    // What arrives is read, as a program would.
    private static void Attack(Socket socket, ZmtpAttacker attacker, int sequences)
    {
        bool receives = socket.Type is not (SocketType.Pub or SocketType.Push);
        Thread attack = new(() => attacker.Run(sequences));
        attack.Start();
        while (!attack.Join(receives ? 0 : 1))
        {
            ProcessCommands(socket);
            bool more = receives && (socket.Type != SocketType.Req || socket.TrySend("question"u8));
            while (more && socket.TryReceive(out Frame frame, TimeSpan.FromMilliseconds(1)))
            {
                bool isLast = !frame.More;
                frame.Dispose();
                more = !isLast || socket.Type != SocketType.Req;
                if (isLast && socket.Type == SocketType.Rep)
                {
                    socket.Send("answer"u8);
                }
            }
        }
    }
}
