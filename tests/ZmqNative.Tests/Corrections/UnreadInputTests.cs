using System.Globalization;

namespace ZmqNative.Tests;

/// <summary>Peers that disconnect while the high-water mark keeps libzmq from reading their messages.</summary>
[Platform("Linux", Reason = "The raw peer asks the system what is unsent.")]
public sealed class UnreadInputTests : CorrectionTest
{
    // The maximal number of such connections that an I/O thread keeps.
    private const int Most = 256;

    // In time-outs of the clock: longer than those of the sockets here.
    private const int Pause = 7;

    [Test]
    public void An_unknown_peer_that_floods_and_disconnects_does_not_end_the_process(
        [Values(SocketType.Pair, SocketType.Pull, SocketType.Dealer)] SocketType type, [Values] bool reset)
    {
        using Socket socket = Bound(type, out string endpoint, FreePort, Small);
        using HeartbeatClock clock = new(Context);
        int sent = 0;
        using (RawPeer flooder = RawPeer.Connect(endpoint, PeerOf(type)))
        {
            sent = flooder.Flood("x"u8, count: 5000);
            flooder.AwaitSent();
            if (reset)
            {
                flooder.Reset();
            }
        }

        // The heartbeats of the lost connection would have been due in this time.
        clock.AwaitTimeOuts(Pause);
        for (int i = 0; i < sent; i++)
        {
            Assert.That(socket.TryReceive(out Frame frame, Generous), Is.True, $"all that the kernel had taken is read: {sent}, and not {i}");
            frame.Dispose();
        }

        Assert.That(socket.TryReceive(out _, TimeSpan.FromMilliseconds(100)), Is.False, "more was read");
    }

    [Test]
    public void A_pusher_that_lingers_while_the_puller_pauses_loses_nothing([Values] bool ipc)
    {
        const int messages = 20_000;
        using Socket pull = Bound(SocketType.Pull, out string endpoint, ipc ? Ipc() : FreePort, Small);
        using HeartbeatClock clock = new(Context);
        using Context other = new();
        Socket push = other.CreateSocket(SocketType.Push);
        push.Linger = null;
        SetHeartbeats(push);
        push.SendHighWatermark = 0;
        push.Connect(endpoint);
        byte[] body = new byte[1000];
        for (int i = 0; i < messages; i++)
        {
            _ = i.TryFormat(body.AsSpan(0, 8), out _, "D8", CultureInfo.InvariantCulture);
            push.Send(body);
        }

        push.Dispose();
        clock.AwaitTimeOuts(Pause);
        for (int i = 0; i < messages; i++)
        {
            Assert.That(pull.TryReceive(out Frame frame, Generous), Is.True, $"message {i} is missing");
            using (frame)
            {
                Assert.That(int.Parse(frame.Span[..8], CultureInfo.InvariantCulture), Is.EqualTo(i));
            }
        }

    }

    [Test]
    public void A_socket_that_never_reads_keeps_no_connection_of_peers_that_disconnected()
    {
        using Socket push = Bound(SocketType.Push, out string endpoint, FreePort, Small);
        using SocketMonitor monitor = push.Monitor();
        for (int i = 0; i < 50; i++)
        {
            using (RawPeer flooder = RawPeer.Connect(endpoint, "PULL"))
            {
                _ = flooder.Flood("x"u8, count: 2000);
                flooder.Reset();
            }

            _ = Await(monitor, SocketEvents.Disconnected);
        }
    }

    [Test]
    public void The_number_of_connections_that_are_kept_for_their_input_is_bounded()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.ReceiveHighWatermark = 2);
        using SocketMonitor monitor = pull.Monitor();
        for (int i = 0; i < Most + 20; i++)
        {
            using RawPeer flooder = RawPeer.Connect(endpoint, "PUSH");
            _ = flooder.Flood("x"u8, count: 2000);
            flooder.Reset();
        }

        // Some had disconnected before libzmq stopped reading, so there may be more.
        for (int i = 0; i < 20; i++)
        {
            _ = Await(monitor, SocketEvents.Disconnected);
        }

        using Socket push = Connected(SocketType.Push, endpoint);
        SendTexts(push, "a regular message");
        Eventually(() => ReceiveText(pull) == "a regular message", "the puller does not continue");
    }

    [Test]
    public void A_peer_of_a_version_without_heartbeats_may_flood_and_stay_connected()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, Small);
        using RawPeer old = RawPeer.ConnectAsOldPeer(endpoint, (byte)SocketType.Push);
        int sent = old.Flood("x"u8, count: 5000);
        using (HeartbeatClock clock = new(Context))
        {
            clock.AwaitTimeOuts(Pause);
        }

        for (int i = 0; i < sent; i++)
        {
            Assert.That(ReceiveText(pull), Is.EqualTo("x"));
        }
    }

    [Test]
    public void A_socket_may_be_closed_with_connections_that_are_kept_for_their_input()
    {
        for (int round = 0; round < 20; round++)
        {
            using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, Small);
            for (int i = 0; i < 5; i++)
            {
                using RawPeer flooder = RawPeer.Connect(endpoint, "PUSH");
                _ = flooder.Flood("x"u8, count: 2000);
                flooder.AwaitSent();
                flooder.Reset();
            }
        }

        // The count of such connections is correct: as many are kept as before.
        using Socket next = Bound(SocketType.Pull, out string at, FreePort, Small);
        using HeartbeatClock clock = new(Context);
        int sent;
        using (RawPeer flooder = RawPeer.Connect(at, "PUSH"))
        {
            sent = flooder.Flood("y"u8, count: 2000);
            flooder.AwaitSent();
            flooder.Reset();
        }

        clock.AwaitTimeOuts(Pause);
        for (int i = 0; i < sent; i++)
        {
            Assert.That(ReceiveText(next), Is.EqualTo("y"));
        }
    }

    [Test]
    public void A_connection_that_is_made_anew_while_the_queue_is_full_goes_on()
    {
        using System.Net.Sockets.Socket listener = RawPeer.Listen(out string endpoint);
        using Socket sub = Create(SocketType.Sub, Small);
        sub.Subscribe(string.Empty);
        sub.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        sub.Connect(endpoint);
        int sent = 0;
        using (RawPeer publisher = RawPeer.Accept(listener, "PUB"))
        {
            sent = publisher.Flood("old"u8, count: 2000);
            publisher.AwaitSent();
            publisher.Reset();
        }

        for (int i = 0; i < sent; i++)
        {
            Assert.That(ReceiveText(sub), Is.EqualTo("old"));
        }

        using RawPeer next = RawPeer.Accept(listener, "PUB");
        next.Send("new"u8);
        Assert.That(ReceiveText(sub), Is.EqualTo("new"));
    }

    private static string PeerOf(SocketType type) => type switch
    {
        SocketType.Pull => "PUSH",
        SocketType.Dealer => "DEALER",
        _ => "PAIR",
    };

    private static void Small(Socket socket)
    {
        socket.ReceiveHighWatermark = 2;
        SetHeartbeats(socket);
    }

    // Longer than a thread may be without a processor: a raw peer answers no PING, and must have filled the queue before its connection ends.
    private static void SetHeartbeats(Socket socket)
    {
        socket.HeartbeatInterval = HeartbeatClock.Interval;
        socket.HeartbeatTimeout = 5 * HeartbeatClock.Timeout;
    }
}
