using ZmqNative.Tests.Faults;

namespace ZmqNative.Tests;

/// <summary>The event of a fault that a monitor gets does not hide the fault from libzmq.</summary>
public sealed class EventErrnoTests : CorrectionTest
{
    private const int Length = 1000;

    [Test]
    public async Task A_corrupted_message_ends_its_connection_with_a_monitor_and_without([Values] bool isMonitored)
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        using CancellationTokenSource limit = new(Generous);
        CurveKeyPair serverKeys = CurveKeyPair.Generate();
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, serverKeys.ApplyAsServer);
        using SocketMonitor? monitor = isMonitored ? pull.Monitor() : null;
        await using FaultyRelay relay = FaultyRelay.To(endpoint);

        // After the handshake; with bodies as long as these, it is a byte of a body.
        relay.Faults = new RelayFaults { CorruptAfter = 4 * Length };
        using Socket push = Connected(SocketType.Push, relay.Endpoint, socket =>
        {
            CurveKeyPair.Generate().ApplyAsClient(socket, serverKeys.PublicKey);
            socket.ReconnectInterval = TimeSpan.FromMilliseconds(10);
        });
        await SendUntil(push, () => relay.Corrupted > 0, limit.Token);
        relay.Faults = RelayFaults.None;

        await SendUntil(push, () => relay.Accepted > 1, limit.Token);

        // Whole messages arrive, before the fault and after it. A connection that was accepted before the faults ended loses what it has once more.
        byte[] last = [1];
        bool hasLast = false;
        while (!hasLast)
        {
            Assert.That(limit.IsCancellationRequested, Is.False, "the last message");
            _ = push.TrySend(last);
            while (!hasLast && pull.TryReceive(out Frame frame, TimeSpan.FromMilliseconds(10)))
            {
                using (frame)
                {
                    Assert.That(frame.Length, Is.EqualTo(Length).Or.EqualTo(last.Length));
                    hasLast = frame.Length == last.Length;
                }
            }
        }
    }

    private static async Task SendUntil(Socket push, Func<bool> condition, CancellationToken limit)
    {
        while (!condition())
        {
            _ = push.TrySend(new byte[Length]);
            await Task.Delay(1, limit);
        }
    }
}
