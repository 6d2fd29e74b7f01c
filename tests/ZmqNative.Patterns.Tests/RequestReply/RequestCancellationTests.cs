using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>A request that its client cancels, and the cancellation of its handler.</summary>
public sealed class RequestCancellationTests : PatternsTest
{
    [Test]
    public async Task Cancelling_a_request_cancels_its_handler()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource cancelled = new();
        await using ReplyServer server = new(AnyPort, (request, token) => Wait(request, entered, cancelled, token), On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }));
        using CancellationTokenSource source = new();

        ValueTask<string> request = client.RequestAsync("wait", Generous, source.Token);
        await entered.Task.WaitAsync(Limit);
        await source.CancelAsync();

        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());
        await cancelled.Task.WaitAsync(Limit);
        Assert.That(await client.RequestAsync("next", Generous, Limit), Is.EqualTo("next"));
        Assert.That(server.Statistics.Failed, Is.Zero);
        Assert.That(client.Statistics.Dropped, Is.Zero);
    }

    [Test]
    public async Task A_time_out_cancels_the_handler()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new();
        await using ReplyServer server = new(AnyPort, (request, token) => Wait(request, entered, cancelled, token), On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }, reactor));

        Task<string> request = client.RequestAsync("wait", Generous, Limit).AsTask();
        await entered.Task.WaitAsync(Limit);
        time.Jump(Generous);
        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<RequestTimeoutException>(async () => await request);

        await cancelled.Task.WaitAsync(Limit);
    }

    [Test]
    public async Task Without_the_option_nothing_but_the_request_is_sent()
    {
        await using AsyncSocket router = Bound(SocketType.Router, AnyPort);
        await using RequestClient client = new(router.LastEndpoint, On(new RequestClientOptions()));
        using CancellationTokenSource source = new();

        ValueTask<string> request = client.RequestAsync("wait", Generous, source.Token);
        Assert.That(await ReceiveBytes(router), Has.Length.EqualTo(4));
        await source.CancelAsync();
        Assert.That(async () => await request, Throws.InstanceOf<OperationCanceledException>());

        ValueTask<string> next = client.RequestAsync("next", Generous, Limit);
        byte[][] frames = await ReceiveBytes(router);
        Assert.That(frames[^1], Is.EqualTo("next"u8.ToArray()));
        await router.SendAsync([.. frames], Limit);
        Assert.That(await next, Is.EqualTo("next"));
    }

    [Test]
    public async Task A_cancelled_request_in_the_queue_is_never_handled()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        List<string> handled = [];
        await using ReplyServer server = new(
            AnyPort,
            async (request, _) =>
            {
                handled.Add(request.Text);
                if (request.Text == "first")
                {
                    entered.SetResult();
                    await release.Task;
                }

                return request.Text;
            },
            On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }));
        using CancellationTokenSource source = new();
        ValueTask<string> first = client.RequestAsync("first", Generous, Limit);
        await entered.Task.WaitAsync(Limit);
        ValueTask<string> second = client.RequestAsync("second", Generous, source.Token);
        await source.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());

        // The server has read the cancellation when it has dropped the request.
        await Eventually(() => server.Statistics.Dropped == 1, "the request is dropped");
        release.SetResult();

        Assert.That(await first, Is.EqualTo("first"));
        Assert.That(await client.RequestAsync("third", Generous, Limit), Is.EqualTo("third"));
        Assert.That(handled, Is.EqualTo(new[] { "first", "third" }));
    }

    [Test]
    public async Task A_client_cannot_cancel_the_request_of_another_client()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource cancelled = new();
        TaskCompletionSource release = new();
        await using ReplyServer server = new(
            AnyPort,
            async (request, token) =>
            {
                using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySetResult());
                entered.TrySetResult();
                await release.Task;
                return request.Text;
            },
            On(new ReplyServerOptions { MaxConcurrency = 2 }));
        await using AsyncSocket owner = Connected(SocketType.Dealer, server.LastEndpoint);
        await using AsyncSocket foreign = Connected(SocketType.Dealer, server.LastEndpoint);
        byte[] cancellable = Frames.Extension(kind: 1);
        byte[] cancel = Frames.Extension(kind: 4);
        await owner.SendAsync([cancellable, Frames.Correlation(5), "", "mine"u8], Limit);
        await entered.Task.WaitAsync(Limit);

        await foreign.SendAsync([cancel, Frames.Correlation(5), ""], Limit);
        await foreign.SendAsync([Frames.Correlation(6), "", "other"u8], Limit);
        await Eventually(() => server.Statistics.Received == 3, "all is read");
        release.SetResult();

        Assert.That((await ReceiveBytes(owner))[^1], Is.EqualTo("mine"u8.ToArray()));
        Assert.That((await ReceiveBytes(foreign))[^1], Is.EqualTo("other"u8.ToArray()));
        Assert.That(cancelled.Task.IsCompleted, Is.False);
    }

    [Test]
    public async Task Requests_cancelled_at_any_moment_leave_nothing_open()
    {
        await using ReplyServer server = new(
            AnyPort,
            static async (request, token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(request.Text.Length % 3), token);
                return request.Text;
            },
            On(new ReplyServerOptions { MaxConcurrency = 8 }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { CancelsHandlers = true }));
        Random random = new(12);
        List<Task> requests = [];
        for (int i = 0; i < 3000; i++)
        {
            requests.Add(RequestAsync(new string('x', i % 10), random.Next(4)));
            if (i % 50 == 0)
            {
                await Task.WhenAll(requests);
            }
        }

        await Task.WhenAll(requests);
        await Eventually(() => server.OpenRequestCount == 0, "no request is open");
        Assert.That(client.InFlight, Is.Zero);
        Assert.That(await client.RequestAsync("after", Generous, Limit), Is.EqualTo("after"));

        async Task RequestAsync(string text, int milliseconds)
        {
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(milliseconds));
            try
            {
                Assert.That(await client.RequestAsync(text, Generous, source.Token), Is.EqualTo(text));
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [Test]
    public async Task A_cancellation_that_is_read_while_a_loop_opens_the_request_is_not_lost([Values] bool isStream)
    {
        const int Requests = 20_000;

        // Each handler ends by its cancellation alone. As many as are cancelled may be open at once: they end when a thread is free.
        await using ReplyServer server = new(
            AnyPort,
            static async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return "";
            },
            On(new ReplyServerOptions { MaxConcurrency = 8, Prefetch = 512, MaxStreams = Requests, MaxStreamsPerPeer = Requests }));
        server.HandleStream(static (_, token) => WaitAsync(token));
        await using AsyncSocket dealer = Connected(SocketType.Dealer, server.LastEndpoint);
        byte[] request = Frames.Extension(isStream ? (byte)2 : (byte)1, count: 9);
        byte[] cancel = Frames.Extension(kind: 4);

        for (ulong id = 1; id <= Requests; id++)
        {
            await dealer.SendAsync([request, Frames.Correlation(id), "", "x"u8], Limit);
            await dealer.SendAsync([cancel, Frames.Correlation(id), ""], Limit);
        }

        await Eventually(() => server.Statistics.Received == 2 * Requests && server.OpenRequestCount == 0, "all are cancelled");
        await Eventually(() => server.Statistics.Dropped == Requests, "each is counted once");
    }

    private static async IAsyncEnumerable<Payload> WaitAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }

    private static async ValueTask<Payload> Wait(
        ReceivedMessage request, TaskCompletionSource entered, TaskCompletionSource cancelled, CancellationToken cancellationToken)
    {
        if (request.Text != "wait")
        {
            return request.Text;
        }

        entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            cancelled.TrySetResult();
        }

        return "never";
    }
}
