using System.Globalization;

namespace ZmqNative.Tests;

/// <summary>The high-water mark for receiving in bytes.</summary>
public sealed class QueuedBytesTests : CorrectionTest
{
    private const int Large = 256 * 1024;

    [Test]
    public void A_peer_can_queue_only_so_many_bytes_and_loses_nothing([Values(SocketType.Push, SocketType.Dealer)] SocketType type, [Values] bool connects)
    {
        const int Messages = 200;
        using Context other = new();
        Socket receiver = Create(type == SocketType.Push ? SocketType.Pull : SocketType.Router, Limited);
        using Socket sender = other.CreateSocket(type);
        sender.SendHighWatermark = 0;
        if (connects)
        {
            sender.Bind(FreePort);
            receiver.Connect(sender.LastEndpoint);
        }
        else
        {
            receiver.Bind(FreePort);
            sender.Connect(receiver.LastEndpoint);
        }

        byte[] body = new byte[Large];
        for (int i = 0; i < Messages; i++)
        {
            _ = i.TryFormat(body.AsSpan(), out _, "D8", CultureInfo.InvariantCulture);
            sender.Send(body);
        }

        using (receiver)
        {
            for (int i = 0; i < Messages; i++)
            {
                Assert.That(receiver.TryReceiveMessage(out MultipartMessage message, Generous), Is.True, $"message {i} is missing");
                using (message)
                {
                    Assert.That(int.Parse(message[^1].Span[..8], CultureInfo.InvariantCulture), Is.EqualTo(i));
                }
            }
        }
    }

    [Test]
    public async Task The_memory_of_a_queue_is_bounded()
    {
        const int Messages = 400;
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, Limited);
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        long before = process.WorkingSet64;
        Task flood = Task.Run(() => peer.FloodFrames(new byte[Large], Messages));

        // The peer is stopped again and again.
        long most = 0;
        for (int i = 0; i < Messages; i++)
        {
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64 - before);
            Assert.That(pull.TryReceive(out Frame frame, Generous), Is.True);
            frame.Dispose();
        }

        await flood;
        Assert.That(most, Is.LessThan(64L * 1024 * 1024));
    }

    [Test]
    public void Short_frames_count_with_the_buffer_that_holds_them()
    {
        // 1,000 frames of 40 bytes, each alone in a buffer of 16 KB.
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s =>
        {
            s.ReceiveHighWatermark = 0;
            s.ReceiveHighWatermarkBytes = 1024 * 1024;
            s.ReceiveBuffer = 4096;
        });
        using RawPeer peer = RawPeer.Connect(endpoint, "PUSH");
        byte[] body = new byte[40];
        for (int i = 0; i < 1000; i++)
        {
            peer.Send(body);
        }

        for (int i = 0; i < 1000; i++)
        {
            Assert.That(ReceiveBytes(pull), Has.Length.EqualTo(40));
        }
    }

    [Test]
    public void A_message_of_more_bytes_than_the_queue_may_have_is_received_alone()
    {
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort, static s => s.ReceiveHighWatermarkBytes = 1);
        using Socket push = Connected(SocketType.Push, endpoint);
        for (int i = 0; i < 20; i++)
        {
            push.Send(new byte[Large], SendFlags.SendMore);
            push.Send(new byte[Large]);
        }

        for (int i = 0; i < 20; i++)
        {
            Assert.That(ReceiveTexts(pull), Has.Length.EqualTo(2));
        }
    }

    [Test]
    public void A_connection_that_ends_within_a_message_leaves_the_count_correct()
    {
        using System.Net.Sockets.Socket listener = RawPeer.Listen(out string endpoint);
        using Socket pull = Create(SocketType.Pull, static s =>
        {
            Limited(s);
            s.ReconnectInterval = TimeSpan.FromMilliseconds(1);
        });
        pull.Connect(endpoint);
        byte[] part = [1, 200, .. new byte[200]];
        byte[] parts = [.. Enumerable.Repeat(part, 1000).SelectMany(static p => p)];
        for (int i = 0; i < 20; i++)
        {
            using RawPeer peer = RawPeer.Accept(listener, "PUSH");
            peer.Send("whole"u8);
            peer.Write(parts);
            peer.AwaitSent();
            Assert.That(ReceiveText(pull), Is.EqualTo("whole"));
        }

        using RawPeer last = RawPeer.Accept(listener, "PUSH");
        for (int i = 0; i < 2000; i++)
        {
            last.Write([0, 200, .. new byte[200]]);
            Assert.That(ReceiveBytes(pull), Has.Length.EqualTo(200));
        }
    }

    private static void Limited(Socket socket)
    {
        socket.ReceiveHighWatermark = 0;
        socket.ReceiveHighWatermarkBytes = 1024 * 1024;
        socket.ReceiveBuffer = 64 * 1024;
    }
}
