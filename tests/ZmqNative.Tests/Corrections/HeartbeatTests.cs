namespace ZmqNative.Tests;

/// <summary>Heartbeats end connections to dead peers, and to no others.</summary>
public sealed class HeartbeatTests : CorrectionTest
{
    [Test]
    public void A_reader_that_pauses_keeps_its_connection_and_gets_everything([Values] bool slowSender)
    {
        const int messages = 5000;
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s =>
        {
            s.ReceiveHighWatermark = 10;
            HeartbeatClock.Set(s);
        });
        using Socket push = Connected(SocketType.Push, endpoint, s =>
        {
            s.SendHighWatermark = 0;
            if (slowSender)
            {
                s.HeartbeatInterval = HeartbeatClock.Interval * 4;
                s.HeartbeatTtl = TimeSpan.FromMilliseconds(400);
            }
            else
            {
                HeartbeatClock.Set(s);
            }
        });
        using SocketMonitor monitor = push.Monitor();
        using HeartbeatClock clock = new(Context);
        for (int i = 0; i < messages; i++)
        {
            push.Send(BitConverter.GetBytes(i));
        }

        // Longer than any time-out of the two.
        clock.AwaitTimeOuts(10);
        for (int i = 0; i < messages; i++)
        {
            Assert.That(pull.TryReceive(out Frame frame, Generous), Is.True, $"message {i} is missing");
            using (frame)
            {
                Assert.That(BitConverter.ToInt32(frame.Span), Is.EqualTo(i));
            }
        }

        while (monitor.TryReceive(out SocketEvent found, TimeSpan.Zero))
        {
            Assert.That(found.Kind, Is.Not.EqualTo(SocketEvents.Disconnected));
        }
    }

    [Test]
    public async Task A_frame_that_arrives_byte_by_byte_counts_as_a_heartbeat()
    {
        // Longer than this thread may be without a processor between two bytes.
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s =>
        {
            s.HeartbeatInterval = HeartbeatClock.Interval;
            s.HeartbeatTimeout = 5 * HeartbeatClock.Timeout;
        });
        using HeartbeatClock clock = new(Context);
        using RawPeer slow = RawPeer.Connect(endpoint, "PUSH");
        Task reading = ReadAll(slow);
        slow.BeginFrame(1_000_000);
        int sent = 0;
        while (clock.TimeOuts < 8)
        {
            slow.Write([1]);
            sent++;
            clock.Turn(HeartbeatClock.Interval);
        }

        slow.Write(new byte[1_000_000 - sent]);
        using Frame frame = pull.Receive();
        Assert.That(frame.Length, Is.EqualTo(1_000_000));
        slow.Dispose();
        await reading.WaitAsync(Generous);
    }

    [Test]
    public void The_connection_to_a_silent_peer_ends_unless_heartbeats_are_mutual([Values] bool mutual)
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, s =>
        {
            HeartbeatClock.Set(s);
            s.MutualHeartbeats = mutual;
        });
        using SocketMonitor monitor = pull.Monitor();
        using RawPeer silent = RawPeer.Connect(endpoint, "PUSH");
        if (!mutual)
        {
            _ = Await(monitor, SocketEvents.Disconnected);
            return;
        }

        using (HeartbeatClock clock = new(Context))
        {
            clock.AwaitTimeOuts(4);
        }

        silent.Send("alive"u8);
        Assert.That(ReceiveText(pull), Is.EqualTo("alive"));

        // Now it has sent heartbeats, so their absence ends the connection.
        silent.Ping();
        _ = Await(monitor, SocketEvents.Disconnected);
    }

    [Test]
    public void A_long_time_to_live_does_not_overflow()
    {
        // 656 tenths of a second are 65,600 ms, which overflow 16 bits to 64 ms.
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        peer.Ping(timeToLive: 656);
        using (HeartbeatClock clock = new(Context))
        {
            clock.AwaitTimeOuts(2);
        }

        peer.Send("alive"u8);
        Assert.That(ReceiveText(pull), Is.EqualTo("alive"));
    }

    [Test]
    public void A_peer_with_heartbeats_gets_answers_from_a_reader_that_pauses()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.ReceiveHighWatermark = 2);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        peer.Ping();
        Assert.That(peer.Read().AsSpan().IndexOf("PONG"u8), Is.Positive, "the answer");
        _ = peer.Flood("x"u8, count: 2000);
        for (int i = 0; i < 5; i++)
        {
            Assert.That(peer.Read().AsSpan().IndexOf("PONG"u8), Is.Positive, "unasked");
        }
    }

    private static Task ReadAll(RawPeer peer) => Task.Run(() =>
    {
        try
        {
            while (!peer.Ended)
            {
                _ = peer.Read();
            }
        }
        catch (ObjectDisposedException)
        {
            // The test has ended.
        }
    });
}
