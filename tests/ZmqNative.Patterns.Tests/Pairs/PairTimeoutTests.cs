namespace ZmqNative.Patterns.Tests.Pairs;

/// <summary>The time-outs of requests over an exclusive connection, while the loop that reads the answers is late.</summary>
public sealed class PairTimeoutTests : PatternsTest
{
    [Test]
    public async Task A_request_whose_answer_has_arrived_does_not_time_out_while_the_reading_loop_is_blocked()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();

        // Over inproc a sent message has arrived.
        string endpoint = Inproc();
        await using AsyncSocket plain = Bound(SocketType.Pair, endpoint);
        await using PairClient client = new(endpoint, On(new PairOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        await BlockLoopAsync(client, plain, logger);
        Task<string>[] requests = [.. Enumerable.Range(0, 50).Select(i => client.RequestAsync($"{i}", TimeSpan.FromSeconds(1), Limit).AsTask())];
        for (int i = 0; i < requests.Length; i++)
        {
            string[] question = await ReceiveTexts(plain);
            await plain.SendAsync(Frame.FromText(question[0]), Limit);
        }

        time.Advance(TimeSpan.FromSeconds(10));
        logger.Release();
        string[] answers = await Task.WhenAll(requests);

        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, requests.Length).Select(static i => $"{i}")));
    }

    [Test]
    public async Task A_request_without_an_answer_times_out_once_the_reading_loop_continues()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using HoldingLogger logger = new();
        string endpoint = Inproc();
        await using AsyncSocket plain = Bound(SocketType.Pair, endpoint);
        await using PairClient client = new(endpoint, On(new PairOptions { LoggerFactory = logger, MaxSpins = 0 }, reactor));
        await BlockLoopAsync(client, plain, logger);
        Task<string> request = client.RequestAsync("x", TimeSpan.FromSeconds(1), Limit).AsTask();
        _ = await ReceiveTexts(plain);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(request.IsCompleted, Is.False);
        logger.Release();

        Assert.That(async () => await request, Throws.InstanceOf<RequestTimeoutException>());
    }

    // By the log entry about an answer without a request, as a busy thread pool would.
    private async Task BlockLoopAsync(PairClient client, AsyncSocket plain, HoldingLogger logger)
    {
        Task<string> first = client.RequestAsync("first", Generous, Limit).AsTask();
        _ = await ReceiveTexts(plain);
        await plain.SendAsync(Frame.FromText("first"), Limit);
        Assert.That(await first, Is.EqualTo("first"));
        await plain.SendAsync(Frame.FromText("not asked for"), Limit);
        await logger.Entered.WaitAsync(Limit);
    }
}
