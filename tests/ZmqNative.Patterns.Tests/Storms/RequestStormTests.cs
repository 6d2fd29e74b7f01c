namespace ZmqNative.Patterns.Tests;

public sealed class RequestStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Every_request_has_one_outcome_though_half_are_cancelled(bool tcp)
    {
        int requests = Storm.Size(100_000);
        const int Callers = 8;
        await using ReplyServer server = new(
            tcp ? "tcp://127.0.0.1:*" : Inproc(),
            static request => request.Memory,
            new ReplyServerOptions { Context = Context, Reactor = Reactor });
        await using RequestClient client = new(
            server.LastEndpoint, new RequestClientOptions { Context = Context, Reactor = Reactor, RequestTimeout = Storm.Patience });
        await using Canceller canceller = new();
        int answered = 0;
        int cancelled = 0;

        await Storm.EndAsync(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < requests / Callers; i++)
            {
                using CancellationTokenSource source = new();
                bool toBeCancelled = canceller.MayCancel(source);
                try
                {
                    using ReceivedMessage response = await client.RequestAsync(
                        Storm.Bytes(caller, i), cancellationToken: source.Token);
                    Assert.That(Storm.Read(response.Span), Is.EqualTo((caller, i)), "the answer to another request");
                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                    Assert.That(toBeCancelled, Is.True);
                }
            }
        })));

        Assert.That(answered + cancelled, Is.EqualTo(requests / Callers * Callers));
        Assert.That(answered, Is.GreaterThanOrEqualTo(requests / 3));
        Assert.That(client.InFlight, Is.Zero);
        await TestContext.Out.WriteLineAsync($"{answered} answered, {cancelled} cancelled");
    }

    [Test]
    public async Task Requests_without_a_server_time_out_by_the_reactors_clock()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        RequestClientOptions options = new() { Context = Context, Reactor = reactor, DrainTimeout = TimeSpan.Zero };
        await using RequestClient client = new(Inproc(), options);
        Task[] requests = [.. Enumerable.Range(0, 100).Select(
            i => client.RequestAsync(Storm.Bytes(0, i), TimeSpan.FromMilliseconds(100 + i)).AsTask())];
        Assert.That(client.InFlight, Is.EqualTo(100));

        time.Advance(TimeSpan.FromMilliseconds(95));
        Assert.That(requests.Any(request => request.IsCompleted), Is.False);
        time.Advance(TimeSpan.FromMilliseconds(140));
        foreach (Task request in requests)
        {
            Assert.That(async () => await request.WaitAsync(Generous), Throws.InstanceOf<RequestTimeoutException>());
        }

        Assert.That(client.InFlight, Is.Zero);
    }

    [Test]
    public async Task Queued_requests_of_a_pair_fail_when_the_client_is_disposed()
    {
        for (int round = 0; round < Storm.Size(50); round++)
        {
            PairClient client = new(
                Inproc(), new PairOptions { Context = Context, Reactor = Reactor, SendHighWatermark = 1, DrainTimeout = TimeSpan.Zero });
            Task[] requests = [.. Enumerable.Range(0, 20).Select(_ => client.RequestAsync(new byte[8], TimeSpan.FromHours(1)).AsTask())];
            await client.DisposeAsync().AsTask().WaitAsync(Generous);
            foreach (Task request in requests)
            {
                Assert.That(async () => await request.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
            }
        }
    }

    [Test]
    public async Task A_client_that_never_reads_does_not_keep_the_server_from_others()
    {
        await using ReplyServer server = new(
            Inproc(),
            static request => request.Memory,
            new ReplyServerOptions { Context = Context, Reactor = Reactor, SendHighWatermark = 1, DrainTimeout = TimeSpan.Zero });
        await using AsyncSocket deaf = CreateSocket(SocketType.Dealer, new AsyncSocketOptions { DrainTimeout = TimeSpan.Zero });
        deaf.Configure(static socket => socket.ReceiveHighWatermark = 1);
        deaf.Connect(server.LastEndpoint);
        for (int i = 0; i < 100; i++)
        {
            await deaf.SendAsync(["", "question"]);
        }

        await using RequestClient client = new(server.LastEndpoint, new RequestClientOptions { Context = Context, Reactor = Reactor });
        Assert.That(await client.RequestAsync("hello", TimeSpan.FromSeconds(10)), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_request_that_timed_out_is_not_sent_any_more()
    {
        RequestClientOptions options = new()
        {
            Context = Context,
            Reactor = Reactor,
            SendHighWatermark = 1,
            DrainTimeout = TimeSpan.Zero,
        };
        await using RequestClient client = new(Inproc(), options);
        Task[] requests = [.. Enumerable.Range(0, 10).Select(_ => client.RequestAsync(new byte[8], TimeSpan.FromMilliseconds(1)).AsTask())];
        foreach (Task request in requests)
        {
            Assert.That(async () => await request.WaitAsync(Generous), Throws.InstanceOf<RequestTimeoutException>());
        }

        // The deadline ends the caller's wait, and a separate cancellation removes it from the queue: either may be first.
        Assert.That(() => client.Socket.PendingSends, Is.Zero.After((int)Generous.TotalMilliseconds, 10));
    }

    [Test]
    public async Task Requests_in_flight_fail_when_their_reactor_ends()
    {
        Reactor reactor = new();
        await using RequestClient client = new(Inproc(), new RequestClientOptions { Context = Context, Reactor = reactor });
        Task<ReceivedMessage> request = client.RequestAsync(new byte[1], TimeSpan.FromHours(1)).AsTask();
        await reactor.DisposeAsync();
        Assert.That(async () => await request.WaitAsync(Generous), Throws.InstanceOf<ObjectDisposedException>());
    }
}
