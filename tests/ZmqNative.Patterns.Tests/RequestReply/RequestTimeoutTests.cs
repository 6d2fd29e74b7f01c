namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The time-outs of requests, and the texts of their exceptions.</summary>
public sealed class RequestTimeoutTests : PatternsTest
{
    [Test]
    public async Task A_request_whose_reply_has_arrived_does_not_time_out_while_the_reading_loop_is_blocked()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();

        // Over inproc a sent message has arrived.
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using RequestClient client = new(
            endpoint, On(new RequestClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        Task<string>[] requests = [.. Enumerable.Range(0, 50).Select(i => client.RequestAsync($"{i}", TimeSpan.FromSeconds(1), Limit).AsTask())];
        byte[][][] questions = new byte[requests.Length][][];
        for (int i = 0; i < requests.Length; i++)
        {
            questions[i] = await ReceiveBytes(router);
        }

        // The log entry blocks the loop, as a busy thread pool would.
        await router.SendAsync([questions[0][0], "garbage"u8], Limit);
        await logger.Entered.WaitAsync(Limit);
        foreach (byte[][] question in questions)
        {
            await router.SendAsync([question[0], question[1], "", question[3]], Limit);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        logger.Release();
        string[] answers = await Task.WhenAll(requests);

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, requests.Length).Select(static i => $"{i}")));
    }

    [Test]
    public async Task A_request_without_a_reply_times_out_once_the_reading_loop_continues()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions { LoggerFactory = logger }, reactor));
        Task<string> request = client.RequestAsync("x", TimeSpan.FromSeconds(1), Limit).AsTask();
        byte[][] question = await ReceiveBytes(router);
        await router.SendAsync([question[0], "garbage"u8], Limit);
        await logger.Entered.WaitAsync(Limit);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(request.IsCompleted, Is.False);
        logger.Release();

        await Eventually(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return request.IsCompleted;
            },
            "the end of the request");
        Assert.That(async () => await request, Throws.InstanceOf<RequestTimeoutException>());
    }

    [Test]
    public async Task A_stream_whose_reply_has_arrived_does_not_time_out_while_the_reading_loop_is_blocked()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using RequestClient client = new(
            endpoint, On(new RequestClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        await using IAsyncEnumerator<ReceivedMessage> replies =
            client.RequestStreamAsync("x", TimeSpan.FromSeconds(1), Limit).GetAsyncEnumerator(Limit);
        Task<bool> next = replies.MoveNextAsync().AsTask();
        byte[][] question = await ReceiveBytes(router);
        await router.SendAsync([question[0], "garbage"u8], Limit);
        await logger.Entered.WaitAsync(Limit);

        // Behind the identity and the extension; one reply is a stream of one.
        await router.SendAsync([question[0], question[2], "", "answer"u8], Limit);
        time.Advance(TimeSpan.FromSeconds(10));
        logger.Release();

        Assert.That(await next.WaitAsync(Limit), Is.True);
        Assert.That(replies.Current.Text, Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_stream_without_a_reply_times_out_once_the_reading_loop_continues()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using RequestClient client = new(endpoint, On(new RequestClientOptions { LoggerFactory = logger }, reactor));
        await using IAsyncEnumerator<ReceivedMessage> replies =
            client.RequestStreamAsync("x", TimeSpan.FromSeconds(1), Limit).GetAsyncEnumerator(Limit);
        Task<bool> next = replies.MoveNextAsync().AsTask();
        byte[][] question = await ReceiveBytes(router);
        await router.SendAsync([question[0], "garbage"u8], Limit);
        await logger.Entered.WaitAsync(Limit);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(next.IsCompleted, Is.False);
        logger.Release();

        await Eventually(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return next.IsCompleted;
            },
            "the end of the stream");
        Assert.That(async () => await next, Throws.InstanceOf<RequestTimeoutException>());
    }

    [Test]
    public async Task A_timeout_reports_that_no_peer_was_ever_connected()
    {
        // Nothing listens on port 1.
        await using RequestClient client = new("tcp://127.0.0.1:1", On(new RequestClientOptions()));
        Assert.That(
            async () => await client.RequestAsync("x", TimeSpan.FromMilliseconds(20), Limit),
            Throws.InstanceOf<RequestTimeoutException>().With.Message.EndsWith("No peer has ever been connected."));
    }

    [Test]
    public async Task A_timeout_over_inproc_reports_nothing_about_connections()
    {
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using RequestClient client = new(endpoint, On(new RequestClientOptions()));
        Assert.That(
            async () => await client.RequestAsync("x", TimeSpan.FromMilliseconds(20), Limit),
            Throws.InstanceOf<RequestTimeoutException>().With.Message.EndsWith("Whether the request was handled is not known."));
    }

    [Test]
    public async Task A_timeout_reports_the_number_of_peers_and_the_end_of_the_last_connection()
    {
        AsyncSocket router = Bound(SocketType.Router, AnyPort);
        string endpoint = router.LastEndpoint;
        await using RequestClient client = new(endpoint, On(new RequestClientOptions()));
        await client.WaitForPeersAsync(1, Limit);
        Assert.That(
            async () => await client.RequestAsync("x", TimeSpan.FromMilliseconds(20), Limit),
            Throws.InstanceOf<RequestTimeoutException>().With.Message.EndsWith("1 peer is connected."));

        await router.DisposeAsync();
        await Eventually(() => client.ConnectedPeers == 0, "the loss");
        Assert.That(
            async () => await client.RequestAsync("x", TimeSpan.FromMilliseconds(20), Limit),
            Throws.InstanceOf<RequestTimeoutException>().With.Message.Contains($"the last connection, with {endpoint}, ended "));
    }

    [Test]
    public async Task A_timeout_reports_the_failure_of_the_last_handshake()
    {
        await using AsyncSocket server = CreateSocket(SocketType.Router, new AsyncSocketOptions { Security = CurveServer.AllowAnyClient(CurveKeyPair.Generate()) });
        server.Bind(AnyPort);
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        string message = string.Empty;
        while (!message.Contains("The last handshake", StringComparison.Ordinal))
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, message);
            try
            {
                _ = await client.RequestAsync("x", TimeSpan.FromMilliseconds(50), Limit);
            }
            catch (RequestTimeoutException exception)
            {
                message = exception.Message;
            }
            catch (AuthenticationRejectedException)
            {
                // One that waits while the peer refuses an attempt; between two attempts the time passes.
            }
        }

        Assert.That(message, Does.Contain("No peer has ever been connected.").And.Contain(nameof(ProtocolError.ZmtpMechanismMismatch)));
    }
}
