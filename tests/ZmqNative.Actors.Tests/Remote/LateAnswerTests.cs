namespace ZmqNative.Actors.Tests;

/// <summary>The time-outs of asks of other processes, while the loop that reads the answers is late.</summary>
public sealed class LateAnswerTests : RemoteTest
{
    // The identity, the correlation, an empty frame, the header and the payload.
    private const int AskFrames = 5;

    [Test]
    public async Task An_ask_whose_answer_has_arrived_does_not_time_out_while_the_reading_loop_is_blocked()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();

        // Over inproc a sent message has arrived.
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using BrokerClient client = new(endpoint, On(new BrokerClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        ActorRef actor = client.Actor("actor");
        Task<string>[] asks = [.. Enumerable.Range(0, 50).Select(i => actor.AskAsync<string>($"{i}", TimeSpan.FromSeconds(1), Limit).AsTask())];
        byte[][][] questions = new byte[asks.Length][][];
        for (int i = 0; i < asks.Length; i++)
        {
            questions[i] = await ReceiveBytes(router);
        }

        await BlockLoopAsync(router, questions[0][0], logger);
        foreach (byte[][] question in questions)
        {
            await router.SendAsync([question[0], question[1], "", question[4]], Limit);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        logger.Release();
        string[] answers = await Task.WhenAll(asks);

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, asks.Length).Select(static i => $"{i}")));
    }

    [Test]
    public async Task An_ask_through_a_router_of_several_connections_does_not_time_out_either()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        string other = Inproc();
        await using AsyncSocket idle = Bound(SocketType.Router, other);
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time });
        await using BrokerClient client = new(endpoint, On(new BrokerClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor), broker);
        await using BrokerClient second = new(other, On(new BrokerClientOptions { MaxSpins = 0 }, reactor), broker);
        Router routees = broker.SpawnRouter("routees", RoutingStrategy.RoundRobin, client.Actor("actor"), second.Actor("actor"));
        Task<string>[] asks = [.. Enumerable.Range(0, 2).Select(_ => routees.AskAsync<string>("x", TimeSpan.FromSeconds(1), Limit).AsTask())];
        byte[][] question = await ReceiveAskAsync(router);
        _ = await ReceiveAskAsync(idle);
        await BlockLoopAsync(router, question[0], logger);
        await router.SendAsync([question[0], question[1], "", "answer"u8], Limit);

        time.Advance(TimeSpan.FromSeconds(10));
        logger.Release();

        await Eventually(() => asks.All(static ask => ask.IsCompleted), "the end of both asks");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(asks.Count(static ask => ask.Exception?.InnerException is AskTimeoutException), Is.EqualTo(1), "the one without an answer");
            Assert.That(asks.Count(static ask => ask.IsCompletedSuccessfully), Is.EqualTo(1), "the one with an answer");
        }
    }

    [Test]
    public async Task An_ask_without_an_answer_times_out_once_the_reading_loop_continues()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using BrokerClient client = new(endpoint, On(new BrokerClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        Task<string> ask = client.Actor("actor").AskAsync<string>("x", TimeSpan.FromSeconds(1), Limit).AsTask();
        byte[][] question = await ReceiveBytes(router);
        await BlockLoopAsync(router, question[0], logger);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(ask.IsCompleted, Is.False);
        logger.Release();

        await Eventually(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return ask.IsCompleted;
            },
            "the end of the ask");
        Assert.That(async () => await ask, Throws.InstanceOf<AskTimeoutException>());
    }

    [Test]
    public async Task A_stream_whose_answer_has_arrived_does_not_time_out_while_the_reading_loop_is_blocked()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using BrokerClient client = new(endpoint, On(new BrokerClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        await using IAsyncEnumerator<string> answers =
            client.Actor("actor").AskStreamAsync<string>("x", TimeSpan.FromSeconds(1), Limit).GetAsyncEnumerator(Limit);
        Task<bool> next = answers.MoveNextAsync().AsTask();
        byte[][] question = await ReceiveBytes(router);
        await BlockLoopAsync(router, question[0], logger);
        await router.SendAsync([question[0], question[1], "", "answer"u8], Limit);

        time.Advance(TimeSpan.FromSeconds(10));
        logger.Release();

        Assert.That(await next.WaitAsync(Limit), Is.True);
        Assert.That(answers.Current, Is.EqualTo("answer"));
    }

    [Test]
    public async Task A_stream_without_an_answer_times_out_once_the_reading_loop_continues()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket router = Bound(SocketType.Router, endpoint);
        await using BrokerClient client = new(endpoint, On(new BrokerClientOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        await using IAsyncEnumerator<string> answers =
            client.Actor("actor").AskStreamAsync<string>("x", TimeSpan.FromSeconds(1), Limit).GetAsyncEnumerator(Limit);
        Task<bool> next = answers.MoveNextAsync().AsTask();
        byte[][] question = await ReceiveBytes(router);
        await BlockLoopAsync(router, question[0], logger);

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
        Assert.That(async () => await next, Throws.InstanceOf<AskTimeoutException>());
    }

    // The router watches its routees, too.
    private async Task<byte[][]> ReceiveAskAsync(AsyncSocket router)
    {
        while (true)
        {
            byte[][] message = await ReceiveBytes(router);
            if (message.Length == AskFrames)
            {
                return message;
            }
        }
    }

    // By the log entry about a malformed answer, as a busy thread pool would.
    private async Task BlockLoopAsync(AsyncSocket router, byte[] peer, HoldingLogger logger)
    {
        await router.SendAsync([peer, "garbage"u8], Limit);
        await logger.Entered.WaitAsync(Limit);
    }
}
