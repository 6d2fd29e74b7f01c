namespace ZmqNative.Tests;

public sealed class OptionFuzzTests : SocketTest
{
    private const int LastOption = 130;

    private static readonly int[] Sizes = [0, 1, 2, 3, 4, 4, 4, 5, 8, 8, 16, 31, 32, 33, 40, 41, 255, 256, 1000, 100_000];
    private static readonly int[] Numbers = [int.MinValue, -2, -1, 0, 1, 2, 3, 7, 8, 9, 100, 255, 256, 65_536, 1 << 20, int.MaxValue];

    public static IEnumerable<SocketType> Types() =>
        Enum.GetValues<SocketType>().Where(static type => type < SocketType.Server || Zmq.Has("draft"));

    [TestCaseSource(nameof(Types))]
    public void Random_options_are_taken_or_refused_and_the_socket_can_be_used(SocketType type)
    {
        Random random = new((int)type + 1000);
        byte[] value = new byte[100_000];
        for (int round = 0; round < 80; round++)
        {
            using Socket socket = Create(type);
            for (int i = 0; i < 60; i++)
            {
                int option = AnyOption(random);
                Try(() => socket.SetOption(option, Fill(value, random)));
                Try(() => socket.GetOption(option, value.AsSpan(0, Sizes[random.Next(Sizes.Length)])));
            }

            Use(socket);
        }
    }

    [TestCaseSource(nameof(Types))]
    public void Each_option_alone_with_each_number_is_taken_or_refused(SocketType type)
    {
        for (int option = 0; option <= LastOption; option++)
        {
            using Socket socket = Create(type);
            foreach (int number in option == Interop.Libzmq.ZMQ_USE_FD ? [] : Numbers)
            {
                Try(() => socket.SetOption(option, number));
            }

            Use(socket);
        }
    }

    [TestCase("X-:")]
    [TestCase(":")]
    [TestCase("X-a")]
    [TestCase("X-a:")]
    [TestCase("Y-a:b")]
    public void Malformed_metadata_is_refused(string text)
    {
        RequireDraft();
        using Socket socket = Create(SocketType.Dealer);
        string[] parts = text.Split(':', 2);
        Assert.That(
            () => socket.SetMetadata(parts[0], parts.Length > 1 ? parts[1] : string.Empty),
            Throws.ArgumentException.Or.TypeOf<ZmqException>());
    }

    [TestCase(100)]
    [TestCase(60_000)]
    [TestCase(1_000_000)]
    public void Metadata_of_any_size_reaches_the_peer(int size)
    {
        RequireDraft();
        string text = new('v', size);
        using Socket pull = Bound(SocketType.Pull, out string endpoint, FreePort);
        using Socket push = Connected(SocketType.Push, endpoint, s => s.SetMetadata("X-text", text));
        push.Send("x");
        using Frame frame = pull.Receive();
        Assert.That(frame.GetProperty("X-text"), Is.EqualTo(text));
    }

    // Not a descriptor: it might be that of a listening socket, which libzmq would then close.
    private static int AnyOption(Random random) =>
        random.Next(LastOption + 1) is var option && option != Interop.Libzmq.ZMQ_USE_FD ? option : 0;

    private static ReadOnlySpan<byte> Fill(byte[] value, Random random)
    {
        Span<byte> bytes = value.AsSpan(0, Sizes[random.Next(Sizes.Length)]);
        if (bytes.Length == sizeof(int) && random.Next(3) > 0)
        {
            BitConverter.TryWriteBytes(bytes, Numbers[random.Next(Numbers.Length)]);
        }
        else if (random.Next(4) == 0)
        {
            bytes.Fill((byte)random.Next(256));
        }
        else
        {
            random.NextBytes(bytes);
        }

        return bytes;
    }

    // Options take effect when connections are made.
    private void Use(Socket socket)
    {
        Try(() => socket.Linger = TimeSpan.Zero);
        foreach (string at in new[] { Inproc(), FreePort })
        {
            Try(() =>
            {
                socket.Bind(at);
                string endpoint = socket.LastEndpoint;
                foreach (SocketType type in Enum.GetValues<SocketType>().Where(type => socket.Type.Suits(type)).Take(1))
                {
                    using Socket peer = Connected(type, endpoint, static s => s.Linger = TimeSpan.Zero);
                    Try(() => peer.TrySend("from the peer"u8));
                    Try(() => socket.TrySend("to the peer"u8));
                    Try(() =>
                    {
                        if (socket.TryReceive(out Frame frame, TimeSpan.FromTicks(1)))
                        {
                            frame.Dispose();
                        }
                    });
                }
            });
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is ZmqException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            Assert.That(exception.Message, Is.Not.Empty);
        }
    }
}
