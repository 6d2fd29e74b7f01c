namespace ZmqNative.Patterns.Tests.RequestReply;

public sealed class RequestClientTests : PatternsTest
{
    [Test]
    public async Task Many_requests_in_flight_are_answered_out_of_order()
    {
        const int Requests = 200;
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        Task<string>[] requests = [.. Enumerable.Range(0, Requests).Select(i => client.RequestAsync($"{i}", Generous, Limit).AsTask())];
        List<MultipartMessage> received = [];
        for (int i = 0; i < Requests; i++)
        {
            received.Add(await router.ReceiveAsync(Limit));
        }

        Assert.That(client.InFlight, Is.EqualTo(Requests));
        received.Reverse();
        foreach (MultipartMessage message in received)
        {
            await router.SendAsync(message, Limit);
        }

        Assert.That(await Task.WhenAll(requests), Is.EqualTo(Enumerable.Range(0, Requests).Select(i => $"{i}")));
        Assert.That(client.InFlight, Is.Zero);
    }

    [Test]
    public async Task A_request_of_several_frames_gets_a_reply_of_several_frames()
    {
        await using ReplyServer server = new(
            Inproc(),
            static request => MultipartMessage.Create(request[1].ToString(), request[0].ToString()),
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        using ReceivedMessage response = await client.RequestAsync(MultipartMessage.Create("first", "second"), Generous, Limit);
        Assert.That(response.FrameCount, Is.EqualTo(2));
        Assert.That($"{response[0]}, {response[1]}", Is.EqualTo("second, first"));
    }

    [Test]
    public async Task A_deadline_ends_a_request_and_its_late_reply_is_dropped()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions(), reactor));
        Task<string> early = client.RequestAsync("early", TimeSpan.FromSeconds(1)).AsTask();
        using MultipartMessage unanswered = await router.ReceiveAsync(Limit);
        Task<string> later = client.RequestAsync("later", TimeSpan.FromSeconds(100)).AsTask();

        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(early.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.That(
            async () => await early.WaitAsync(Limit),
            Throws.InstanceOf<RequestTimeoutException>().With.Message.Contains("within 1 s").And.InstanceOf<ZmqNativeException>());
        await router.SendAsync(unanswered, Limit);
        await Eventually(() => client.Statistics.Dropped == 1, "the late reply");
        await router.SendAsync(await router.ReceiveAsync(Limit), Limit);
        Assert.That(await later, Is.EqualTo("later"));
    }

    [Test]
    public async Task A_request_is_sent_once_unless_it_is_idempotent()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions { IdempotentAttempts = 2 }, reactor));

        Task<string> once = client.RequestAsync("once", TimeSpan.FromSeconds(2)).AsTask();
        Assert.That((await ReceiveTexts(router))[3], Is.EqualTo("once"));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(async () => await once.WaitAsync(Limit), Throws.InstanceOf<RequestTimeoutException>());

        Task<ReceivedMessage> again = client.RequestIdempotentAsync("again"u8.ToArray(), TimeSpan.FromSeconds(2)).AsTask();
        Assert.That((await ReceiveTexts(router))[3], Is.EqualTo("again"));
        time.Advance(TimeSpan.FromSeconds(1.1));
        await router.SendAsync(await router.ReceiveAsync(Limit), Limit);
        using ReceivedMessage response = await again.WaitAsync(Limit);
        Assert.That(response.Text, Is.EqualTo("again"));
        Assert.That(router.TryReceive(out _), Is.False);

        Task<ReceivedMessage> never = client.RequestIdempotentAsync("never"u8.ToArray(), TimeSpan.FromSeconds(2)).AsTask();
        for (int i = 0; i < 2; i++)
        {
            Assert.That((await ReceiveTexts(router))[3], Is.EqualTo("never"));
            time.Advance(TimeSpan.FromSeconds(1.1));
        }

        Assert.That(
            async () => await never.WaitAsync(Limit), Throws.InstanceOf<RequestTimeoutException>().With.Message.Contains("within 2 s"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "needs ipc")]
    public async Task A_request_for_an_absent_server_is_not_sent_after_its_deadline()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);

        // Never bound before: a socket that closes still accepts connections for a moment, and their messages are lost.
        string endpoint = $"ipc://{Path.Combine(Path.GetTempPath(), $"zmqnative-{Guid.NewGuid():N}")}";
        await using RequestClient client = new(
            endpoint, On(new RequestClientOptions { ReconnectInterval = TimeSpan.FromMilliseconds(10) }, reactor));
        Task<string> given = client.RequestAsync("cancelled", TimeSpan.FromSeconds(1)).AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(async () => await given.WaitAsync(Limit), Throws.InstanceOf<RequestTimeoutException>());
        Task<string> waiting = client.RequestAsync("waiting", TimeSpan.FromSeconds(100)).AsTask();

        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        using (MultipartMessage request = await router.ReceiveAsync(Limit))
        {
            Assert.That(request[3].ToString(), Is.EqualTo("waiting"));
            await router.SendAsync(request, Limit);
        }

        Assert.That(await waiting, Is.EqualTo("waiting"));
    }

    [Test]
    public async Task Cancelling_ends_a_request()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        using CancellationTokenSource cancel = new();
        Task<string> request = client.RequestAsync("x", Generous, cancel.Token).AsTask();
        await ReceiveTexts(router);

        await cancel.CancelAsync();

        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(client.InFlight, Is.Zero);
        Assert.That(async () => await client.RequestAsync("y", Generous, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task One_request_too_many_throws()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions { MaxInFlight = 2 }));
        Task<string> first = client.RequestAsync("1", Generous, Limit).AsTask();
        Task<string> second = client.RequestAsync("2", Generous, Limit).AsTask();

        Assert.That(
            async () => await client.RequestAsync("3", Generous, Limit),
            Throws.InvalidOperationException.With.Message.Contains("MaxInFlight"));
        await router.SendAsync(await router.ReceiveAsync(Limit), Limit);
        await router.SendAsync(await router.ReceiveAsync(Limit), Limit);
        Assert.That(await Task.WhenAll(first, second), Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Disposing_fails_the_requests_in_flight()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = client.RequestAsync("x", Generous, Limit).AsTask();
        await ReceiveTexts(router);

        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.That(async () => await request, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await client.RequestAsync("y"), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task Json_bytes_and_frames_are_asked_and_answered()
    {
        await using ReplyServer server = new(
            AnyPort,
            static request => request.Span.StartsWith("{"u8)
                ? Payload.FromJson(request.GetJson(TestJson.Default.Order)! with { Count = 3 }, TestJson.Default.Order)
                : request.Memory,
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Order? order = await client.RequestJsonAsync(
            new Order("Ünïcode ☂", 1), TestJson.Default.Order, TestJson.Default.Order, Generous, Limit);
        Assert.That(order, Is.EqualTo(new Order("Ünïcode ☂", 3)));
        using ReceivedMessage bytes = await client.RequestAsync(new byte[] { 0, 255 }, Generous, Limit);
        Assert.That(bytes.Span.ToArray(), Is.EqualTo(new byte[] { 0, 255 }));
        byte[] large = new byte[1 << 20];
        large.AsSpan().Fill(0x5a);
        new Random(1).NextBytes(large.AsSpan(1));
        using ReceivedMessage frame = await client.RequestAsync(Frame.Wrap(large), Generous, Limit);
        Assert.That(frame.Span.SequenceEqual(large), Is.True);
    }

    [Test]
    public async Task Requests_go_to_several_servers_in_turn()
    {
        await using ReplyServer one = new(AnyPort, static _ => "one", On(new ReplyServerOptions()));
        await using ReplyServer two = new(AnyPort, static _ => "two", On(new ReplyServerOptions()));
        await using RequestClient client = new($"{one.LastEndpoint}, {two.LastEndpoint}", On(new RequestClientOptions()));
        await client.WaitForPeersAsync(2, Limit);

        List<string> answers = [];
        for (int i = 0; i < 10; i++)
        {
            answers.Add(await client.RequestAsync("who?", Generous, Limit));
        }

        Assert.That(answers.Count(a => a == "one"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_timeout_that_is_not_positive_is_refused()
    {
        await using RequestClient client = new(Inproc(), On(new RequestClientOptions()));

        Assert.That(async () => await client.RequestAsync("x", TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RequestClient(Inproc(), On(new RequestClientOptions { MaxInFlight = 0 })), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RequestClient(Inproc(), On(new RequestClientOptions { RequestTimeout = TimeSpan.Zero })), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
