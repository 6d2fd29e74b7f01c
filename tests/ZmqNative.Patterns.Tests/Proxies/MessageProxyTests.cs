namespace ZmqNative.Patterns.Tests.Proxies;

/// <summary>Proxies between patterns: forwarding, counts, captured copies, pause and end.</summary>
public sealed class MessageProxyTests : PatternsTest
{
    [Test]
    public async Task A_streamer_forwards_work_counts_it_and_captures_copies()
    {
        await using MessageProxy proxy = MessageProxy.Streamer(
            AnyPort, AnyPort, On(new MessageProxyOptions { Capture = AnyPort, CaptureType = SocketType.Push }));
        await using Pusher pusher = new($">{proxy.LastEndpoint}", On(new PusherOptions()));
        await using Puller puller = new($">{proxy.Backend.LastEndpoint}", On(new PullerOptions()));
        await using Puller capture = new($">{proxy.Capture!.LastEndpoint}", On(new PullerOptions()));
        await proxy.WaitForPeersAsync(1, Limit);
        await proxy.Capture.WaitForPeersAsync(1, Limit);
        for (int i = 0; i < 1000; i++)
        {
            await pusher.PushAsync($"{i:0000}", Limit);
            using ReceivedMessage work = await puller.ReceiveAsync(Limit);
            Assert.That(work.Text, Is.EqualTo($"{i:0000}"));
            using ReceivedMessage copy = await capture.ReceiveAsync(Limit);
            Assert.That(copy.Text, Is.EqualTo($"{i:0000}"));
        }

        await Eventually(() => proxy.Passed is { ForwardMessages: 1000, ForwardBytes: 4000 }, "the last is counted");
        Assert.That(
            proxy.Passed, Is.EqualTo(new MessageProxyStatistics { ForwardMessages = 1000, ForwardBytes = 4000, Captured = 1000 }));
        Assert.That((proxy.Statistics.Received, proxy.Backend.Statistics.Sent, proxy.ConnectedPeers), Is.EqualTo((1000L, 1000L, 1)));
    }

    [Test]
    public async Task A_queue_shares_requests_among_servers()
    {
        await using MessageProxy proxy = MessageProxy.Queue(AnyPort, AnyPort, On(new MessageProxyOptions()));
        await using ReplyServer one = new($">{proxy.Backend.LastEndpoint}", static request => "1 " + request.Text, On(new ReplyServerOptions()));
        await using ReplyServer two = new($">{proxy.Backend.LastEndpoint}", static request => "2 " + request.Text, On(new ReplyServerOptions()));
        await proxy.Backend.WaitForPeersAsync(2, Limit);
        await using RequestClient client = new(proxy.LastEndpoint, On(new RequestClientOptions()));
        HashSet<string> answers = [];
        for (int i = 0; i < 10; i++)
        {
            _ = answers.Add(await client.RequestAsync("x", Generous, Limit));
        }

        Assert.That(answers, Is.EquivalentTo(new[] { "1 x", "2 x" }));
        await Eventually(() => proxy.Passed is { ForwardMessages: 10, BackwardMessages: 10 }, "the last is counted each way");
        Assert.That(proxy.Passed.Lost, Is.Zero);
    }

    [Test]
    public async Task A_reply_to_a_disconnected_client_is_counted_as_lost()
    {
        await using MessageProxy proxy = MessageProxy.Queue(AnyPort, AnyPort, On(new MessageProxyOptions()));
        await using AsyncSocket server = Connected(SocketType.Dealer, proxy.Backend.LastEndpoint);
        RequestClient client = new(proxy.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = AskAsync();
        MultipartMessage received = await server.ReceiveAsync(Limit);
        await proxy.WaitForPeersAsync(1, Limit);
        await client.DisposeAsync();
        Assert.That(async () => await request, Throws.InstanceOf<ObjectDisposedException>());
        await Eventually(() => proxy.ConnectedPeers == 0, "the client has disconnected");

        await server.SendAsync(received, Limit);

        await Eventually(() => proxy.Passed.Lost == 1, "the reply is counted");
        Assert.That(proxy.Passed.BackwardMessages, Is.Zero);

        async Task<string> AskAsync() => await client.RequestAsync("x", Generous, Limit);
    }

    [Test]
    public async Task A_forwarder_forwards_publications_and_subscriptions()
    {
        await using MessageProxy proxy = MessageProxy.Forwarder(AnyPort, AnyPort, On(new MessageProxyOptions()));
        await using Publisher publisher = new($">{proxy.LastEndpoint}", On(new PublisherOptions()));
        await using Subscriber subscriber = new($">{proxy.Backend.LastEndpoint}", "weather", On(new SubscriberOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("other", "dropped at the source");
        await publisher.PublishAsync("weather", "sunny");

        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That((message.Topic, message.Text), Is.EqualTo(("weather", "sunny")));
        await Eventually(() => proxy.Passed is { ForwardMessages: 1, BackwardMessages: 1 }, "it is counted, and so is the subscription");
    }

    [Test]
    public async Task A_forwarder_drops_no_subscription()
    {
        const int Topics = 20_000;
        await using MessageProxy proxy = MessageProxy.Forwarder(Inproc(), Inproc(), On(new MessageProxyOptions { SendHighWatermark = 1, ReceiveHighWatermark = 1 }));
        await using Publisher publisher = new($">{proxy.LastEndpoint}", On(new PublisherOptions { ReceiveHighWatermark = 1 }));
        await using Subscriber subscriber = new($">{proxy.Backend.LastEndpoint}", "last", On(new SubscriberOptions()));
        for (int i = 1; i < Topics; i++)
        {
            subscriber.Subscribe($"{i}");
        }

        await publisher.WaitForSubscriberAsync(Topics, Limit);
    }

    [Test]
    public async Task A_paused_proxy_reads_nothing_until_it_is_resumed()
    {
        await using MessageProxy proxy = MessageProxy.Streamer(Inproc(), Inproc(), On(new MessageProxyOptions()));
        await using Pusher pusher = new($">{proxy.LastEndpoint}", On(new PusherOptions()));
        await using Puller puller = new($">{proxy.Backend.LastEndpoint}", On(new PullerOptions()));
        await pusher.PushAsync("before", Limit);
        (await puller.ReceiveAsync(Limit)).Dispose();
        for (int round = 0; round < 20; round++)
        {
            await Eventually(() => proxy.Socket.PendingReceives == 1, "it has passed on all, and waits for more");
            proxy.Pause();
            proxy.Pause();
            await Eventually(() => proxy.Socket.PendingReceives == 0, "its receive has ended");
            await pusher.PushAsync("held", Limit);
            Task<ReceivedMessage> held = puller.ReceiveAsync(Limit).AsTask();
            Assert.That((proxy.IsPaused, held.IsCompleted, proxy.Passed.ForwardMessages), Is.EqualTo((true, false, 1L + round)));

            proxy.Resume();
            proxy.Resume();
            using ReceivedMessage work = await held;
            Assert.That((work.Text, proxy.IsPaused), Is.EqualTo(("held", false)));
            await Eventually(() => proxy.Passed.ForwardMessages == 2 + round, "it is counted");
        }
    }

    [Test]
    public async Task An_end_is_bounded_and_counts_messages_that_were_not_forwarded()
    {
        MessageProxy proxy = MessageProxy.Streamer(AnyPort, AnyPort, On(new MessageProxyOptions { DrainTimeout = TimeSpan.FromMilliseconds(50) }));
        await using Pusher pusher = new($">{proxy.LastEndpoint}", On(new PusherOptions()));
        for (int i = 0; i < 100; i++)
        {
            await pusher.PushAsync("no puller", Limit);
        }

        await Eventually(() => proxy.Backend.ConnectedPeers == 0 && ((ProxySide)proxy.Backend).Socket.PendingSends == 1, "one waits for room");
        long taken = proxy.Statistics.Received;
        await proxy.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(proxy.Passed.Lost, Is.EqualTo(taken));
        Assert.That(proxy.Passed.Lost + proxy.Statistics.Unhandled, Is.EqualTo(proxy.Statistics.Received));
        Assert.That(() => proxy.Pause(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => proxy.Backend.ReadConnectionEventsAsync(Limit), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_capture_socket_that_refuses_ends_no_direction()
    {
        await using AsyncSocket from = Bound(SocketType.Pull, Inproc());
        await using AsyncSocket to = Bound(SocketType.Push, Inproc());
        await using AsyncSocket capture = Bound(SocketType.Sub, Inproc());
        await using AsyncSocket source = Connected(SocketType.Push, from.LastEndpoint);
        await using AsyncSocket sink = Connected(SocketType.Pull, to.LastEndpoint);
        using CancellationTokenSource stopping = new();
        ProxyDirection direction = new(from, to, capture, new ProxyPause());
        Task running = direction.RunAsync(stopping.Token, stopping.Token);

        for (int i = 0; i < 3; i++)
        {
            await source.SendAsync(MultipartMessage.Create("work"), Limit);
            Assert.That(await ReceiveTexts(sink), Is.EqualTo(new[] { "work" }));
        }

        await stopping.CancelAsync();
        await running;
        Assert.That((direction.CaptureDropped, direction.Captured), Is.EqualTo((3L, 0L)));
    }

    [Test]
    public async Task A_wrong_endpoint_or_capture_type_leaves_nothing_behind()
    {
        Assert.That(() => MessageProxy.Queue(AnyPort, "nonsense", On(new MessageProxyOptions())), Throws.InstanceOf<ZmqException>());
        Assert.That(
            () => MessageProxy.Queue(AnyPort, AnyPort, On(new MessageProxyOptions { CaptureType = SocketType.Router })),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        await NothingAliveBut(0);
    }
}
