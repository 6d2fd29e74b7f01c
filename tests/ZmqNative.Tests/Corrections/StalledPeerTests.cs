using System.Globalization;

namespace ZmqNative.Tests;

/// <summary>Heartbeats between stock libzmq, through pyzmq, and this libzmq, while one of them does not read for many heartbeats.</summary>
/// <remarks>
/// Not corrected: a stock peer that has heartbeats and pauses does not read this side's PONGs, and ends the connection. And a stock peer
/// whose first PING arrives while this side does not read gets no PONGs, unless this side has heartbeats that are not mutual.
/// </remarks>
public sealed class StalledPeerTests : CorrectionTest
{
    private const int Messages = 20_000;

    // In heartbeat time-outs of 200 ms: 6 s, or a minute with ZMQNATIVE_LONG=1.
    private static readonly int Stall = Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1" ? 300 : 30;

    [Test]
    public void A_stock_puller_that_pauses_gets_everything()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, FreePort, static s =>
        {
            s.SendHighWatermark = 0;
            HeartbeatClock.Set(s);
            s.MutualHeartbeats = true;
        });
        string stall = (Stall * HeartbeatClock.Timeout).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        using PythonPeer python = new("stall.py", ["pull", endpoint, $"{Messages}", stall]);
        byte[] body = new byte[1000];
        for (int i = 0; i < Messages; i++)
        {
            _ = i.TryFormat(body.AsSpan(0, 8), out _, "D8", CultureInfo.InvariantCulture);
            push.Send(body);
        }

        // This clock measures the time for which the peer is silent.
        using (HeartbeatClock clock = new(Context))
        {
            clock.AwaitTimeOuts(Stall);
        }

        python.AssertDone();
    }

    [Test]
    public void A_stock_pusher_with_heartbeats_stays_connected_to_a_puller_that_pauses([Values] bool ownHeartbeats)
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, s =>
        {
            s.ReceiveHighWatermark = 10;
            s.HeartbeatInterval = ownHeartbeats ? TimeSpan.FromSeconds(1) : null;
            s.HeartbeatTimeout = ownHeartbeats ? TimeSpan.FromSeconds(2.5) : null;
        });
        using PythonPeer python = new("stall.py", ["push", endpoint, $"{Messages}", "1"]);
        Assert.That(pull.Poll(PollEvents.In, Generous), Is.EqualTo(PollEvents.In));
        using (HeartbeatClock clock = new(Context))
        {
            clock.AwaitTimeOuts(Stall);
        }

        ReceiveAll(pull, Messages, python);
        python.WriteLine("close");
        python.AssertDone();
    }

    // The peer's system holds what it sent, and would discard that at a heartbeat.
    [Test]
    public void A_stock_pusher_that_ends_while_a_puller_pauses_loses_nothing()
    {
        const int messages = 60;
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s =>
        {
            s.ReceiveHighWatermark = 10;
            s.ReceiveBuffer = 4096;
            HeartbeatClock.Set(s);
            s.MutualHeartbeats = true;
        });
        using PythonPeer python = new("stall.py", ["push", endpoint, $"{messages}", "0"]);
        python.AssertDone();
        using (HeartbeatClock clock = new(Context))
        {
            clock.AwaitTimeOuts(Stall);
        }

        ReceiveAll(pull, messages, python);
    }

    private static void ReceiveAll(Socket pull, int messages, PythonPeer python)
    {
        for (int i = 0; i < messages; i++)
        {
            Assert.That(pull.TryReceive(out Frame frame, Generous), Is.True, $"message {i} is missing; {python}");
            using (frame)
            {
                Assert.That(int.Parse(frame.Span[..8], CultureInfo.InvariantCulture), Is.EqualTo(i));
            }
        }
    }
}
