using System.Text;

namespace ZmqNative.Tests;

/// <summary>The messages that peer.py and the tests exchange, and this side of the exchange.</summary>
internal static class Conversation
{
    public static readonly byte[][][] Ours = Messages(1);
    public static readonly byte[][][] Theirs = Messages(2);

    private const int Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private static readonly byte[] Topic = "topic"u8.ToArray();
    private static readonly byte[] Probe = "probe"u8.ToArray();

    public static void Publish(Socket socket, PythonPeer peer)
    {
        // Only a received message shows that the subscription has arrived.
        peer.RepeatUntilLine(() => socket.Send(Probe), "subscribed");
        foreach (byte[][] message in Ours)
        {
            Send(socket, [Topic, .. message]);
        }
    }

    public static void Subscribe(Socket socket, PythonPeer peer)
    {
        Assert.That(Receive(socket), Is.EqualTo(new[] { Probe }));
        peer.WriteLine("subscribed");
        foreach (byte[][] message in Theirs)
        {
            byte[][] received;
            do
            {
                received = Receive(socket);
            }
            while (received is [var only] && only.AsSpan().SequenceEqual(Probe));

            AssertEqual(received, [Topic, .. message]);
        }
    }

    public static void Request(Socket socket, PythonPeer peer)
    {
        foreach ((byte[][] ours, byte[][] theirs) in Ours.Zip(Theirs))
        {
            Send(socket, ours);
            AssertEqual(Receive(socket), theirs);
        }
    }

    public static void Reply(Socket socket, PythonPeer peer)
    {
        foreach ((byte[][] ours, byte[][] theirs) in Ours.Zip(Theirs))
        {
            AssertEqual(Receive(socket), theirs);
            Send(socket, ours);
        }
    }

    public static void Push(Socket socket, PythonPeer peer)
    {
        foreach (byte[][] message in Ours)
        {
            Send(socket, message);
        }
    }

    public static void Pull(Socket socket, PythonPeer peer)
    {
        foreach (byte[][] message in Theirs)
        {
            AssertEqual(Receive(socket), message);
        }
    }

    public static void Both(Socket socket, PythonPeer peer)
    {
        Push(socket, peer);
        Pull(socket, peer);
    }

    public static void Route(Socket socket, PythonPeer peer)
    {
        byte[] address = [];
        foreach (byte[][] message in Theirs)
        {
            byte[][] received = Receive(socket);
            address = received[0];
            AssertEqual(received[1..], message);
        }

        foreach (byte[][] message in Ours)
        {
            Send(socket, [address, .. message]);
        }
    }

    private static byte[][][] Messages(int seed)
    {
        byte[] one = [(byte)seed];
        byte[] pattern = new byte[Mebibyte];
        for (int i = 0; i < pattern.Length; i++)
        {
            pattern[i] = (byte)((i * 31) + seed);
        }

        byte[] filled = new byte[Mebibyte];
        Array.Fill(filled, (byte)seed);
        return
        [
            [[]],
            [one],
            [Encoding.UTF8.GetBytes($"Grüße, 世界, \U0001f600 {seed}")],
            ["head"u8.ToArray(), [], one, [], Encoding.UTF8.GetBytes($"tail {seed}")],
            [pattern],
            ["both"u8.ToArray(), filled, "last"u8.ToArray()],
        ];
    }

    private static void Send(Socket socket, byte[][] frames) =>
        Assert.That(socket.TrySend(MultipartMessage.Create([.. frames]), Generous), Is.True, "no room");

    private static byte[][] Receive(Socket socket)
    {
        Assert.That(socket.TryReceiveMessage(out MultipartMessage message, Generous), Is.True, "nothing came");
        using (message)
        {
            List<byte[]> frames = [];
            foreach (Frame frame in message)
            {
                frames.Add(frame.Span.ToArray());
            }

            return [.. frames];
        }
    }

    // Sizes first: NUnit compares and prints a million bytes slowly.
    private static void AssertEqual(byte[][] actual, byte[][] expected)
    {
        Assert.That(actual.Select(static f => f.Length), Is.EqualTo(expected.Select(static f => f.Length)), "frame sizes");
        foreach ((byte[] first, byte[] second) in actual.Zip(expected))
        {
            Assert.That(first.AsSpan().SequenceEqual(second), Is.True, "bytes of a frame");
        }
    }
}
