using ZmqNative.Patterns.Tests.RequestReply;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Actors.Tests;

public sealed class HostilePeerTests : RemoteTest
{
    private static readonly string[] Pieces =
    [
        "echo", "unknown", "echo\ntext", "echo\nAddItem", "echo\n\nstream 4", "\n\nmore 4", "\n\ncancel", "echo\n\nwatch", "echo\n\nstream 0",
        "\n\nmore 99999999999", "echo\n\n\n", "\n", "", "{}", "{\"Name\":1}", "order/\u0001", "echo/key",
    ];

    [Test]
    public async Task Random_frames_neither_end_nor_block_the_broker()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            if (context.IsAskedForStream)
            {
                context.ReplyStream<string>().Complete();
            }
            else if (context.IsAsked)
            {
                context.Reply("ok");
            }

            return default;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => FuzzAsync(broker.LastEndpoint, new Random(seed), Storm.Size(5000))));
        await using BrokerClient client = Connect(broker);
        Assert.That(await client.Actor("echo").AskAsync<string>("alive?", cancellationToken: Limit), Is.EqualTo("ok"));
        Assert.That(broker.RemoteStatistics.Malformed, Is.Positive);
        Assert.That(broker.RemoteStatistics.Failed, Is.Zero, "no exception reached the loop");
    }

    [Test]
    public async Task Random_sequences_of_ZMTP_neither_end_nor_block_the_broker()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", static (message, context) =>
        {
            (message as IDisposable)?.Dispose();
            if (context.IsAsked)
            {
                context.Reply("ok");
            }

            return default;
        });
        await using BrokerClient client = Connect(broker);
        int sequences = ZmtpAttacker.Sequences(1000);
        using CancellationTokenSource end = new(Generous + TimeSpan.FromMilliseconds(20.0 * sequences));
        Task attack = Task.Run(() => new ZmtpAttacker(broker.LastEndpoint, "DEALER", seed: 1).Run(sequences), end.Token);
        do
        {
            Assert.That(await client.Actor("echo").AskAsync<string>("alive?", cancellationToken: end.Token), Is.EqualTo("ok"));
        }
        while (!attack.IsCompleted);
        await attack;
        while (broker.ConnectedPeers != 1)
        {
            Assert.That(end.IsCancellationRequested, Is.False, $"{broker.ConnectedPeers} peers are connected");
            await Task.Delay(10);
        }

        Assert.That(await client.Actor("echo").AskAsync<string>("alive?", cancellationToken: end.Token), Is.EqualTo("ok"));
        Assert.That(broker.RemoteStatistics.Failed, Is.Zero, "no exception reached the loop");
    }

    [Test]
    public async Task Random_answers_neither_end_nor_block_the_client()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);

        // A ROUTER drops messages for a full peer, unless it is set to wait.
        router.Configure(static socket => socket.RouterMandatory = true);
        await using BrokerClient client = Connect(router.LastEndpoint);
        Task<string> first = client.Actor("echo").AskAsync<string>("?", cancellationToken: Limit).AsTask();
        using MultipartMessage question = await router.ReceiveAsync(Limit);
        byte[] route = question[0].Span.ToArray();
        byte[] correlation = question[1].Span.ToArray();
        Random random = new(1);
        for (int i = 0; i < Storm.Size(2000); i++)
        {
            MultipartMessage message = MultipartMessage.Create();
            message.Add(route);
            Fill(message, random, (ulong)random.Next(2, 100));
            await router.SendAsync(message, Limit);
        }

        Assert.That(first.IsCompleted, Is.False);
        await router.SendAsync([route, correlation, "", "fine"u8], Limit);
        Assert.That(await first, Is.EqualTo("fine"));
    }

    [Test]
    public async Task Asks_whose_answers_are_lost_end_at_their_deadline_and_the_client_continues()
    {
        // A ROUTER drops messages for a full peer silently, unless it is set to wait: the rarest cause of a lost answer.
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        router.Configure(static socket => socket.SendHighWatermark = 1);
        await using BrokerClient client = Connect(router.LastEndpoint, new BrokerClientOptions { ReceiveHighWatermark = 1 });
        await client.WaitForPeersAsync(1, Limit);
        Task<string> lost = client.Actor("echo").AskAsync<string>("?", TimeSpan.FromSeconds(1), Limit).AsTask();
        Task<string> kept = client.Actor("echo").AskAsync<string>("?", cancellationToken: Limit).AsTask();
        using MultipartMessage first = await router.ReceiveAsync(Limit);
        using MultipartMessage second = await router.ReceiveAsync(Limit);
        Random random = new(1);
        for (int i = 0; i < Storm.Size(2000); i++)
        {
            MultipartMessage message = MultipartMessage.Create();
            message.Add(first[0].Span);
            Fill(message, random, (ulong)random.Next(3, 100));
            await router.SendAsync(message, Limit);
        }

        _ = await Assert.ThrowsAsync<AskTimeoutException>(() => lost);
        while (!kept.IsCompleted)
        {
            await router.SendAsync([second[0].Span.ToArray(), second[1].Span.ToArray(), "", "fine"u8], Limit);
            await Task.Delay(1);
        }

        Assert.That(await kept, Is.EqualTo("fine"));
    }

    [Test]
    public async Task Messages_beyond_the_limits_are_dropped_and_counted()
    {
        Broker broker = Listen(new BrokerListenerOptions { MaxMessageSize = 1000, MaxFrames = 10 });
        _ = broker.Spawn("echo", Echo);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(1), "echo", new string('x', 2000)), Limit);
        MultipartMessage many = ActorWireTests.Question(Frames.Correlation(2), "echo", "");
        for (int i = 0; i < 20; i++)
        {
            many.Add("more");
        }

        await dealer.SendAsync(many, Limit);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(3), "echo", "good"), Limit);
        Assert.That((await ReceiveBytes(dealer))[0], Is.EqualTo(Frames.Correlation(3)));
        Assert.That(broker.RemoteStatistics.Malformed, Is.EqualTo(2));
    }

    private async Task FuzzAsync(string endpoint, Random random, int count)
    {
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task reading = DrainAsync(dealer, end.Token);
        for (int i = 0; i < count; i++)
        {
            MultipartMessage message = MultipartMessage.Create();
            Fill(message, random, (ulong)random.Next(0, 50));
            await dealer.SendAsync(message, Limit);
        }

        // Sent after all others.
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(ulong.MaxValue), "unknown", ""), Limit);
        await reading;
    }

    private static void Fill(MultipartMessage message, Random random, ulong id)
    {
        if (random.Next(4) != 0)
        {
            message.Add(Frames.Correlation(id, (uint)random.Next(3), (byte)random.Next(22)));
        }

        if (random.Next(8) != 0)
        {
            message.Add(Frame.Empty());
        }

        for (int frames = random.Next(5); frames > 0; frames--)
        {
            if (random.Next(3) == 0)
            {
                byte[] noise = new byte[random.Next(40)];
                random.NextBytes(noise);
                message.Add(noise);
            }
            else
            {
                message.Add(Pieces[random.Next(Pieces.Length)]);
            }
        }

        if (message.Count == 0)
        {
            message.Add(Frame.Empty());
        }
    }

    private static async Task DrainAsync(AsyncSocket dealer, CancellationToken limit)
    {
        while (true)
        {
            using MultipartMessage answer = await dealer.ReceiveAsync(limit);
            if (answer.Count == 3 && answer[0].Span.StartsWith(Frames.Correlation(ulong.MaxValue, status: 2)))
            {
                return;
            }
        }
    }
}
