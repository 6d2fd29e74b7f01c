using System.Buffers.Binary;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The frames on the wire, and their use by other peers.</summary>
public sealed class RequestWireTests : PatternsTest
{
    [Test]
    public async Task A_request_is_a_correlation_an_empty_frame_and_the_body()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));

        Task<string> first = client.RequestAsync("Hello", TimeSpan.FromSeconds(7), Limit).AsTask();
        byte[][] frames = await ReceiveBytes(router);

        Assert.That(frames, Has.Length.EqualTo(4));
        byte[] correlation = frames[1];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(correlation, Has.Length.EqualTo(16));
            Assert.That(correlation[..4], Is.EqualTo(new byte[] { 0x5A, 0x52, 0x01, 0x40 }));
            Assert.That(BinaryPrimitives.ReadUInt64BigEndian(correlation.AsSpan(4)), Is.Not.Zero);
            Assert.That(BinaryPrimitives.ReadUInt32BigEndian(correlation.AsSpan(12)), Is.EqualTo(7000));
            Assert.That(frames[2], Is.Empty);
            Assert.That(frames[3], Is.EqualTo("Hello"u8.ToArray()));
        }

        await router.SendAsync([frames[0], correlation, "", "World"u8], Limit);
        Assert.That(await first, Is.EqualTo("World"));
    }

    [Test]
    public async Task A_reply_echoes_the_correlation_with_its_status_set()
    {
        await using ReplyServer server = new(AnyPort, static request => $"re {request.Text}", On(new ReplyServerOptions()));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        byte[] correlation = Frames.Correlation(0xAABBCCDD11223344, timeToLive: 0, status: 9);

        await dealer.SendAsync([correlation, "", "x"u8], Limit);

        byte[][] reply = await ReceiveBytes(dealer);
        correlation[3] = 0;
        Assert.That(reply, Is.EqualTo(new[] { correlation, [], "re x"u8.ToArray() }));
    }

    [Test]
    public async Task A_client_reads_a_kilobyte_of_the_text_of_an_error()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = client.RequestAsync("Hello", Generous, Limit).AsTask();
        byte[][] frames = await ReceiveBytes(router);
        frames[1][3] = (byte)ReplyStatus.HandlerFailed;

        await router.SendAsync([frames[0], frames[1], "", new string('x', 5000)], Limit);

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(() => request);
        Assert.That((failure!.Status, failure.ServerText), Is.EqualTo((ReplyStatus.HandlerFailed, new string('x', 1024))));
    }

    [Test]
    public async Task Bodies_of_several_frames_and_of_none_are_carried()
    {
        await using ReplyServer server = new(
            AnyPort,
            static request => request.FrameCount == 0 ? "none" : MultipartMessage.Create(request[1].ToString(), request[0].ToString()),
            On(new ReplyServerOptions()));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        byte[] correlation = Frames.Correlation(1);

        await dealer.SendAsync([correlation, "", "a"u8, "b"u8], Limit);
        await dealer.SendAsync([correlation, ""], Limit);

        Assert.That((await ReceiveTexts(dealer))[2..], Is.EqualTo(new[] { "b", "a" }));
        Assert.That((await ReceiveTexts(dealer))[2..], Is.EqualTo(new[] { "none" }));
    }

    [Test]
    public async Task A_plain_REQ_is_served_with_and_without_ZMQ_REQ_CORRELATE([Values] bool correlate)
    {
        await using ReplyServer server = new(AnyPort, static request => $"re {request.Text}", On(new ReplyServerOptions()));
        await using AsyncSocket req = CreateSocket(SocketType.Req);
        req.Configure(socket => socket.RequestCorrelate = correlate);
        req.Connect(server.LastEndpoint);
        for (int i = 0; i < 3; i++)
        {
            await req.SendAsync(Frame.FromText($"{i}"), Limit);
            Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { $"re {i}" }));
        }
    }

    [Test]
    public async Task A_plain_REP_serves_a_request_client()
    {
        await using AsyncSocket rep = Bound(SocketType.Rep, AnyPort);
        await using RequestClient client = new(rep.LastEndpoint, On(new RequestClientOptions()));

        Task<string>[] requests = [.. Enumerable.Range(0, 5).Select(i => client.RequestAsync($"{i}", Generous, Limit).AsTask())];
        for (int i = 0; i < requests.Length; i++)
        {
            string[] request = await ReceiveTexts(rep);
            await rep.SendAsync(Frame.FromText($"re {request[0]}"), Limit);
        }

        Assert.That(await Task.WhenAll(requests), Is.EqualTo(new[] { "re 0", "re 1", "re 2", "re 3", "re 4" }));
    }

    [Test]
    public async Task Routing_ids_that_proxies_prepend_are_kept()
    {
        await using AsyncSocket frontend = Bound(SocketType.Router, AnyPort);
        await using AsyncSocket backend = Bound(SocketType.Dealer, AnyPort);
        await using ReplyServer server = new($">{backend.LastEndpoint}", static r => $"re {r.Text}", On(new ReplyServerOptions()));
        await using RequestClient client = new(frontend.LastEndpoint, On(new RequestClientOptions()));
        await using AsyncSocket req = Connected(SocketType.Req, frontend.LastEndpoint);
        Task there = ForwardAsync(frontend, backend);
        Task back = ForwardAsync(backend, frontend);

        await req.SendAsync("plain"u8.ToArray(), Limit);
        Assert.That(await client.RequestAsync("ours", Generous, Limit), Is.EqualTo("re ours"));
        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "re plain" }));

        await frontend.DisposeAsync();
        await backend.DisposeAsync();
        await Task.WhenAll(there, back);
    }

    [Test]
    public async Task A_foreign_client_gets_the_configured_body_when_the_handler_fails()
    {
        await using ReplyServer server = new(
            AnyPort, Fail, On(new ReplyServerOptions { ForeignErrorBody = "sorry"u8.ToArray() }));
        await using AsyncSocket req = Connected(SocketType.Req, server.LastEndpoint);

        await req.SendAsync("x"u8.ToArray(), Limit);

        Assert.That(await ReceiveTexts(req), Is.EqualTo(new[] { "sorry" }));
        Assert.That(server.Statistics.Failed, Is.EqualTo(1));

        static Payload Fail(ReceivedMessage request) => throw new InvalidOperationException("secret");
    }

    [Test]
    public async Task Bad_input_leaves_the_server_running()
    {
        await using ReplyServer server = new(
            AnyPort,
            static request => $"re {request.Text}",
            On(new ReplyServerOptions { MaxFrames = 5, MaxMessageSize = 100, MaxFrameSize = 1000 }));
        await using AsyncSocket bad = Connected(SocketType.Dealer, server.LastEndpoint);

        await bad.SendAsync("no delimiter"u8.ToArray(), Limit);
        await bad.SendAsync(["several", "but", "none"], Limit);
        await bad.SendAsync(["", "1", "2", "3", "4"], Limit);
        await bad.SendAsync(["", new string('x', 200)], Limit);
        await bad.SendAsync([new byte[] { 1, 2, 3 }, "", "odd correlation"u8], Limit);
        Assert.That((await ReceiveTexts(bad))[2], Is.EqualTo("re odd correlation"));
        Assert.That(server.Statistics.Malformed, Is.EqualTo(4));

        // Over MaxFrameSize libzmq itself disconnects the peer.
        await bad.SendAsync(["", new string('x', 5000)], Limit);
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Assert.That(await client.RequestAsync("fine", Generous, Limit), Is.EqualTo("re fine"));
        Assert.That(server.Statistics.Malformed, Is.EqualTo(4));
    }

    [Test]
    public async Task Unknown_and_malformed_replies_are_counted_and_discarded()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = client.RequestAsync("x", Generous, Limit).AsTask();
        byte[][] frames = await ReceiveBytes(router);

        await router.SendAsync([frames[0], Frames.Correlation(12345), "", "unknown"u8], Limit);
        await router.SendAsync([frames[0], Frames.Correlation(0), "", "zero"u8], Limit);
        await router.SendAsync([frames[0], Frames.Correlation(ulong.MaxValue), ""], Limit);
        await router.SendAsync([frames[0], "garbage"u8], Limit);
        await router.SendAsync([frames[0], frames[1], "no delimiter"u8], Limit);
        await router.SendAsync([frames[0], frames[1], "", "right"u8], Limit);
        await router.SendAsync([frames[0], frames[1], "", "twice"u8], Limit);

        Assert.That(await request, Is.EqualTo("right"));
        await Eventually(() => client.Statistics is { Dropped: 4, Malformed: 2 }, "the counts");
    }

    private async Task ForwardAsync(AsyncSocket from, AsyncSocket to)
    {
        await foreach (MultipartMessage message in from.ReadAllAsync(Limit))
        {
            await to.SendAsync(message, Limit);
        }
    }
}
