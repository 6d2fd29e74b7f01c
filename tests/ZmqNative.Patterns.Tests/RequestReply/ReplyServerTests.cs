using System.Runtime.ExceptionServices;

namespace ZmqNative.Patterns.Tests.RequestReply;

public sealed class ReplyServerTests : PatternsTest
{
    [Test]
    public async Task Synchronous_Task_and_ValueTask_handlers_all_answer()
    {
        await using ReplyServer synchronous = new(AnyPort, static request => request.Text + "!", On(new ReplyServerOptions()));
        await using ReplyServer task = new(AnyPort, new Func<ReceivedMessage, CancellationToken, Task<Payload>>(TaskAsync), On(new ReplyServerOptions()));
        await using ReplyServer valueTask = new(
            AnyPort,
            static async (request, cancellationToken) =>
            {
                await Task.Yield();
                return request.Text + "!";
            },
            On(new ReplyServerOptions()));
        foreach (ReplyServer server in new[] { synchronous, task, valueTask })
        {
            await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
            Assert.That(await client.RequestAsync("hi", Generous, Limit), Is.EqualTo("hi!"));
        }

        static Task<Payload> TaskAsync(ReceivedMessage request, CancellationToken cancellationToken) => Task.FromResult<Payload>(request.Text + "!");
    }

    [TestCase(true, 1024)]
    [TestCase(false, 1024)]
    public async Task Texts_of_errors_are_cut_to_a_kilobyte(bool rejected, int longest)
    {
        string text = new string('x', 900) + new string('é', 1000);
        await using ReplyServer server = new(
            Inproc(),
            _ => throw (rejected ? new RequestRejectedException(ReplyStatus.Overloaded, text) : new FormatException(text)),
            On(new ReplyServerOptions { EnableDetailedErrors = true }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await client.RequestAsync("x", Generous, Limit));

        Assert.That(System.Text.Encoding.UTF8.GetByteCount(failure!.ServerText), Is.InRange(longest - 1, longest));
    }

    [TestCase(false, "The handler failed.")]
    [TestCase(true, "FormatException: no such thing")]
    public async Task The_text_of_a_handlers_exception_is_sent_only_if_the_option_is_set(bool detailed, string text)
    {
        await using ReplyServer server = new(
            AnyPort,
            static request => request.Text == "bad" ? throw new FormatException("no such thing") : request.Text,
            On(new ReplyServerOptions { EnableDetailedErrors = detailed }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        RequestFailedException? failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await client.RequestAsync("bad", Generous, Limit));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Status, Is.EqualTo(ReplyStatus.HandlerFailed));
            Assert.That(failure.ServerText, Is.EqualTo(text));
            Assert.That(await client.RequestAsync("good", Generous, Limit), Is.EqualTo("good"));
            Assert.That(server.Statistics.Failed, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task An_expired_request_is_dropped_before_its_handler_runs()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        List<string> handled = [];
        string endpoint = Inproc();

        // All have arrived when the server starts, so it reads them at once and their times begin then.
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        await dealer.SendAsync([Frames.Correlation(1), "", "slow"u8], Limit);
        await dealer.SendAsync([Frames.Correlation(2, timeToLive: 100), "", "expired"u8], Limit);
        await dealer.SendAsync([Frames.Correlation(3, timeToLive: 1000), "", "in time"u8], Limit);
        await using ReplyServer server = new(
            endpoint,
            async (request, _) =>
            {
                handled.Add(request.Text);
                entered.TrySetResult();
                await release.Task;
                return "done";
            },
            On(new ReplyServerOptions(), reactor));
        await entered.Task.WaitAsync(Limit);
        Assert.That(server.Statistics.Received, Is.EqualTo(3));
        time.Advance(TimeSpan.FromMilliseconds(200));
        release.SetResult();

        await ReceiveTexts(dealer);
        byte[][] reply = await ReceiveBytes(dealer);
        Assert.That(reply[0], Is.EqualTo(Frames.Correlation(3, timeToLive: 1000)));
        Assert.That(handled, Is.EqualTo(new[] { "slow", "in time" }));
        Assert.That(server.Statistics.Dropped, Is.EqualTo(1));
    }

    [Test]
    public async Task MaxConcurrency_is_reached_and_not_exceeded()
    {
        const int Concurrency = 3;
        int running = 0;
        using SemaphoreSlim entered = new(0);
        TaskCompletionSource release = new();
        await using ReplyServer server = new(
            AnyPort,
            async (request, cancellationToken) =>
            {
                int now = Interlocked.Increment(ref running);
                _ = entered.Release();
                await release.Task;
                _ = Interlocked.Decrement(ref running);
                return $"{now}";
            },
            On(new ReplyServerOptions { MaxConcurrency = Concurrency }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Task<string>[] requests = [.. Enumerable.Range(0, 20).Select(_ => client.RequestAsync("x", Generous, Limit).AsTask())];
        for (int i = 0; i < Concurrency; i++)
        {
            await entered.WaitAsync(Limit);
        }

        release.SetResult();
        string[] answers = await Task.WhenAll(requests);
        Assert.That(answers.Max(int.Parse), Is.EqualTo(Concurrency));
    }

    [Test]
    public async Task One_handler_that_hangs_does_not_delay_the_others()
    {
        TaskCompletionSource hang = new();
        await using ReplyServer server = new(
            AnyPort,
            async (request, _) =>
            {
                if (request.Text == "hang")
                {
                    await hang.Task;
                }

                return request.Text;
            },
            On(new ReplyServerOptions { MaxConcurrency = 2 }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Task<string> hanging = client.RequestAsync("hang", Generous, Limit).AsTask();
        for (int i = 0; i < 100; i++)
        {
            Assert.That(await client.RequestAsync($"{i}", Generous, Limit), Is.EqualTo($"{i}"));
        }

        hang.SetResult();
        Assert.That(await hanging, Is.EqualTo("hang"));
    }

    [Test]
    public async Task Disposing_lets_a_handler_finish_and_its_reply_go_out()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        ReplyServer server = new(
            AnyPort,
            async (request, _) =>
            {
                entered.SetResult();
                await release.Task;
                return "finished";
            },
            On(new ReplyServerOptions { DrainTimeout = Generous, Linger = Generous }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = client.RequestAsync("x", Generous, Limit).AsTask();
        await entered.Task.WaitAsync(Limit);

        Task disposing = server.DisposeAsync().AsTask();
        Assert.That(disposing.IsCompleted, Is.False);
        release.SetResult();

        Assert.That(await request, Is.EqualTo("finished"));
        await disposing;
    }

    [Test]
    public async Task Disposing_cancels_a_handler_that_does_not_finish()
    {
        TaskCompletionSource entered = new();
        ReplyServer server = new(
            AnyPort,
            async (request, cancellationToken) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return "never";
            },
            On(new ReplyServerOptions { DrainTimeout = TimeSpan.Zero, CancelledHandlerTimeout = Generous, Linger = Generous }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        Task<string> request = client.RequestAsync("x", Generous, Limit).AsTask();
        await entered.Task.WaitAsync(Limit);

        await server.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(async () => await request, Throws.InstanceOf<RequestFailedException>());
    }

    [Test]
    public async Task A_handler_that_ignores_its_cancellation_is_not_waited_for()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        ReplyServer server = new(
            AnyPort,
            async (request, _) =>
            {
                entered.SetResult();
                await release.Task;
                return "too late";
            },
            On(new ReplyServerOptions { DrainTimeout = TimeSpan.Zero, CancelledHandlerTimeout = TimeSpan.Zero }));
        await using AsyncSocket req = Connected(SocketType.Req, server.LastEndpoint);
        await req.SendAsync("x"u8.ToArray(), Limit);
        await entered.Task.WaitAsync(Limit);

        await server.DisposeAsync().AsTask().WaitAsync(Limit);

        release.SetResult();
        await Eventually(() => server.Statistics.Dropped == 1, "the reply that could not be sent");
        await Eventually(() => Accounting.LiveFrames == 0, "the request's frames freed");
    }

    [Test]
    public async Task A_client_that_never_reads_does_not_delay_the_others()
    {
        await using ReplyServer server = new(
            AnyPort, static _ => new byte[100_000], On(new ReplyServerOptions { SendHighWatermark = 2 }));
        await using AsyncSocket deaf = CreateSocket(SocketType.Dealer);
        deaf.Configure(static socket => socket.ReceiveHighWatermark = 1);
        deaf.Connect(server.LastEndpoint);
        for (int i = 0; i < 500; i++)
        {
            await deaf.SendAsync(["", "x"], Limit);
        }

        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        using ReceivedMessage response = await client.RequestAsync("x"u8.ToArray(), Generous, Limit);
        Assert.That(response.Span.Length, Is.EqualTo(100_000));
        await Eventually(() => server.Statistics.Dropped > 0, "replies dropped for the one that does not read");
    }

    [Test]
    public async Task Only_the_replies_to_a_disconnected_client_are_lost()
    {
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        await using ReplyServer server = new(
            AnyPort,
            async (request, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return request.Text;
            },
            On(new ReplyServerOptions()));
        await using (AsyncSocket ended = Connected(SocketType.Dealer, server.LastEndpoint))
        {
            await ended.SendAsync(["", "x"], Limit);
            await entered.Task.WaitAsync(Limit);
            await server.WaitForPeersAsync(1, Limit);
        }

        await Eventually(() => server.ConnectedPeers == 0, "the client has disconnected");

        // That is reported before the ROUTER has removed the connection, and the next handshake after it.
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        await server.WaitForPeersAsync(1, Limit);
        int thrown = 0;
        AppDomain.CurrentDomain.FirstChanceException += CountThrown;
        try
        {
            release.SetResult();
            Assert.That(await client.RequestAsync("fine", Generous, Limit), Is.EqualTo("fine"));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= CountThrown;
        }

        Assert.That((server.Statistics.Dropped, server.Statistics.DroppedUnreachable, thrown), Is.EqualTo((1L, 1L, 0)));

        void CountThrown(object? sender, FirstChanceExceptionEventArgs e) => thrown += e.Exception is HostUnreachableException ? 1 : 0;
    }

    [Test]
    public async Task Options_out_of_range_and_a_missing_handler_leave_nothing_alive()
    {
        Assert.That(
            () => new ReplyServer(Inproc(), static _ => "x", On(new ReplyServerOptions { MaxConcurrency = 0 })),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new ReplyServer(Inproc(), static _ => "x", On(new ReplyServerOptions { Prefetch = 0 })),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new ReplyServer(Inproc(), (Func<ReceivedMessage, Payload>)null!, On(new ReplyServerOptions())), Throws.ArgumentNullException);
        await NothingAliveBut(0);
    }
}
