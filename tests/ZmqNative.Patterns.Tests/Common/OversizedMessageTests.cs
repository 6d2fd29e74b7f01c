namespace ZmqNative.Patterns.Tests.Common;

/// <summary>Messages far over the limits of a pattern, which libzmq ends the connection for while they are received.</summary>
public sealed class OversizedMessageTests : PatternsTest
{
    [SetUp]
    public void OnlyWithCorrections()
    {
        if (!Zmq.IsCorrected)
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }
    }

    [Test]
    public async Task A_peer_with_too_many_frames_is_disconnected_counted_and_logged()
    {
        using LogLines log = new();
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { LoggerFactory = log }));
        await SendTwiceAsync(SocketType.Push, puller, static () => Message(frames: 2000, size: 0));
        await Logged(log.Lines, "far over MaxMessageSize or MaxFrames");
        Assert.That(puller.Statistics.Malformed, Is.Zero);

        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        await pusher.PushAsync("served", Limit);
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);
        Assert.That(message.Text, Is.EqualTo("served"));
    }

    [Test]
    public async Task A_peer_with_too_many_bytes_is_disconnected_and_counted()
    {
        await using ReplyServer server = new(AnyPort, static _ => "re", On(new ReplyServerOptions { MaxMessageSize = 1000 }));
        await SendTwiceAsync(SocketType.Dealer, server, static () => Message(frames: 9, size: 128 * 1024));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Assert.That(await client.RequestAsync("x", Generous, Limit), Is.EqualTo("re"));
    }

    [Test]
    public async Task A_pair_counts_the_peers_of_all_its_connections()
    {
        await using PairServer server = new(AnyPort, static _ => "re", On(new PairOptions()));
        await SendTwiceAsync(SocketType.Pair, server, static () => Message(frames: 2000, size: 0));
    }

    [Test]
    public async Task The_limits_follow_the_options()
    {
        long? size = 0;
        int? frames = 0;
        await using Puller small = new(Inproc(), On(new PullerOptions { MaxFrames = 1, MaxMessageSize = 1, ConfigureSocket = Read }));
        Assert.That((size, frames), Is.EqualTo(((long?)1024 * 1024, (int?)1024)));
        await using Puller large = new(Inproc(), On(new PullerOptions { MaxFrames = 5000, MaxMessageSize = 5_000_000, ConfigureSocket = Read }));
        Assert.That((size, frames), Is.EqualTo(((long?)10_000_000, (int?)10_000)));
        await using Puller unlimited = new(
            Inproc(), On(new PullerOptions { MaxFrames = int.MaxValue, MaxMessageSize = long.MaxValue, ConfigureSocket = Read }));
        Assert.That((size, frames), Is.EqualTo(((long?)long.MaxValue, (int?)int.MaxValue)));

        void Read(Socket socket) => (size, frames) = (socket.MaxMultipartSize, socket.MaxMultipartFrames);
    }

    // Twice, so that the count is one of the pattern, not of a connection. A pair loses what comes to the native socket that it replaces.
    private async Task SendTwiceAsync(SocketType type, Pattern pattern, Func<MultipartMessage> create)
    {
        for (int time = 0; time < 2; time++)
        {
            long before = pattern.Statistics.Oversized;
            await Eventually(
                async () =>
                {
                    await using AsyncSocket peer = Connected(type, pattern.LastEndpoint);
                    await peer.SendAsync(create(), Limit);
                    for (int i = 0; i < 100 && pattern.Statistics.Oversized == before; i++)
                    {
                        await Task.Delay(10);
                    }

                    return pattern.Statistics.Oversized > before;
                },
                "the connection was not counted");
        }
    }

    private async Task Eventually(Func<Task<bool>> condition, string what)
    {
        while (!await condition())
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, $"still waiting: {what}");
        }
    }

    private static MultipartMessage Message(int frames, int size)
    {
        MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < frames; i++)
        {
            message.Add(new byte[size]);
        }

        return message;
    }
}
