namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The table of requests in flight, with replies that are faster than the caller and results that are not awaited.</summary>
public sealed class PendingRequestTests : PatternsTest
{
    [Test]
    public async Task A_reply_that_is_quicker_than_its_request_leaves_the_deadlines_of_others_alone()
    {
        const int Requests = 50_000;
        ManualTime time = new();
        using DeadlineWheel wheel = new(time);
        PendingRequestTable<ReceivedMessage> table = new("test", 4, wheel);
        PendingRequest<ReceivedMessage> other = table.Begin(TimeSpan.FromSeconds(1));
        ValueTask<ReceivedMessage> others = other.Task;
        PendingRequest<ReceivedMessage>? known = null;
        using CancellationTokenSource done = new();

        // Takes the request as soon as it is in the table, as a forged reply would.
        Task thief = Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    if (Volatile.Read(ref known) is { } pending && table.TryTake(pending, pending.Use))
                    {
                        pending.Succeed(default);
                    }
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (int i = 0; i < Requests; i++)
        {
            PendingRequest<ReceivedMessage> pending = table.Begin(TimeSpan.FromHours(1));
            ValueTask<ReceivedMessage> result = pending.Task;
            Volatile.Write(ref known, pending);
            (await result).Dispose();
        }

        await done.CancelAsync();
        await thief;
        Assert.That(table.InFlight, Is.EqualTo(1), "only the other one waits");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(async () => await others, Throws.InstanceOf<RequestTimeoutException>());
        Assert.That(table.InFlight, Is.Zero);
        time.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(10));
        Assert.That(wheel.Count, Is.Zero, "entries of requests that have ended");
    }

    [Test]
    public void A_clock_that_calls_back_while_a_request_begins_causes_no_recursion()
    {
        CallingTime time = new(new ManualTime());
        using DeadlineWheel wheel = new(time);
        PendingRequestTable<ReceivedMessage> table = new("test", 4, wheel);
        int calls = 0;
        time.Called = () =>
        {
            calls++;
            _ = table.IsAwaited(0);
        };

        PendingRequest<ReceivedMessage> pending = table.Begin(Generous);
        time.Called = null;

        Assert.That(calls, Is.GreaterThan(0), "the clock is read");
        pending.Observe();
        Assert.That((table.IsAwaited(pending.RequestId), table.TryTake(pending, pending.Use)), Is.EqualTo((true, true)));
        pending.Forget();
    }

    [Test]
    public void A_request_that_was_not_sent_yet_is_not_counted_as_lost()
    {
        using DeadlineWheel wheel = new(new ManualTime());
        PendingRequestTable<ReceivedMessage> table = new("test", 4, wheel);
        PendingRequest<ReceivedMessage> pending = table.Begin(Generous);
        pending.Observe();
        Assert.That(table.ListSent(1), Is.EqualTo(new[] { pending.RequestId }), "it counts as sent at first");

        // The send has found no room between the listing and the loss.
        Assert.That(table.MarkWaiting(pending.RequestId), Is.True);
        Assert.That((table.TryTakeSent(pending.RequestId, long.MaxValue, out _), table.InFlight), Is.EqualTo((false, 1)));

        Assert.That(table.MarkSent(pending.RequestId, outages: 0), Is.True);
        Assert.That((table.TryTakeSent(pending.RequestId, long.MaxValue, out _), table.InFlight), Is.EqualTo((true, 0)));
        pending.Forget();
    }

    [Test]
    public void A_request_that_was_sent_after_an_outage_is_not_lost_with_it()
    {
        using DeadlineWheel wheel = new(new ManualTime());
        PendingRequestTable<ReceivedMessage> table = new("test", 4, wheel);
        PendingRequest<ReceivedMessage> pending = table.Begin(Generous, outages: 0);
        pending.Observe();
        Assert.That(table.MarkWaiting(pending.RequestId), Is.True);
        Assert.That(table.MarkSent(pending.RequestId, outages: 1), Is.True);
        Assert.That(table.ListSent(1), Is.Empty);
        Assert.That(table.ListSent(2), Is.EqualTo(new[] { pending.RequestId }));
        Assert.That((table.IsAwaited(pending.RequestId), table.TryTakeSent(pending.RequestId, long.MaxValue, out _)), Is.EqualTo((true, true)));
        Assert.That((table.IsAwaited(pending.RequestId), table.MarkWaiting(pending.RequestId), table.MarkSent(pending.RequestId, 1)), Is.EqualTo((false, false, false)));
        pending.Forget();
    }

    [Test]
    public async Task Ended_requests_that_are_not_awaited_do_not_count_as_in_flight()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { MaxInFlight = 4 }));
        using CancellationTokenSource cancellation = new();
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 4; j++)
            {
#pragma warning disable CA2012 // The subject is a request that is not awaited.
                _ = client.RequestAsync("x"u8.ToArray(), TimeSpan.FromMilliseconds(1), cancellation.Token);
#pragma warning restore CA2012
            }

            await Eventually(() => client.InFlight == 0, "the end of all requests");
        }

        Assert.That(await client.RequestAsync("still works", Generous, Limit), Is.EqualTo("still works"));
        await Collected(static () => Accounting.LiveFrames == 0, "the end of the replies that no code took");
    }

    [Test]
    public async Task An_ended_request_is_unregistered_from_its_cancellation_token()
    {
        await using RequestClient client = new(AnyPort.Replace("*", "1", StringComparison.Ordinal), On(new RequestClientOptions()));
        using CancellationTokenSource cancellation = new();
        WeakReference pending = Request(client, cancellation.Token);
        await Eventually(() => client.InFlight == 0, "the end of the request");

        await Collected(() => !pending.IsAlive, "the collection of what was attached to the request");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Request(RequestClient client, CancellationToken token)
        {
            object attached = new();
#pragma warning disable CA2012 // The subject is a result that is not awaited.
            ValueTask<ReceivedMessage> request = client.RequestAsync("x"u8.ToArray(), TimeSpan.FromMilliseconds(1), token);
            request.GetAwaiter().UnsafeOnCompleted(() => GC.KeepAlive(attached));
#pragma warning restore CA2012
            return new WeakReference(attached);
        }
    }

    [Test]
    public async Task The_reply_to_a_request_that_is_not_awaited_is_freed()
    {
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));
        for (int i = 0; i < 100; i++)
        {
#pragma warning disable CA2012 // The subject is a request that is not awaited.
            _ = client.RequestAsync("x"u8.ToArray(), Generous, Limit);
#pragma warning restore CA2012
        }

        await Eventually(() => client.Statistics.Received == 100 && client.InFlight == 0, "the replies");
        await Collected(static () => Accounting.LiveFrames == 0, "the end of the frames");
    }

    [Test]
    public async Task A_restarted_client_does_not_take_the_answer_to_its_predecessor()
    {
        await using AsyncSocket router = CreateSocket(SocketType.Router);
        router.Configure(static socket => socket.RouterHandover = true);
        router.Bind(AnyPort);
        RequestClientOptions options = On(new RequestClientOptions { ConfigureSocket = static socket => socket.RoutingId = "fixed"u8 });
        byte[][] old;
        await using (RequestClient predecessor = new(router.LastEndpoint, options))
        {
            Task<string> forgotten = predecessor.RequestAsync("old", Generous, Limit).AsTask();
            old = await ReceiveBytes(router);
            await predecessor.DisposeAsync();
            Assert.That(async () => await forgotten, Throws.InstanceOf<ObjectDisposedException>());
        }

        await using RequestClient client = new(router.LastEndpoint, options);
        Task<string> request = client.RequestAsync("new", Generous, Limit).AsTask();
        byte[][] question = await ReceiveBytes(router);
        await router.SendAsync([old[0], old[1], "", "answer to old"u8], Limit);
        await router.SendAsync([question[0], question[1], "", "answer to new"u8], Limit);

        Assert.That(await request, Is.EqualTo("answer to new"));
        Assert.That(client.Statistics.Dropped, Is.EqualTo(1));
    }

    // Unreachable objects end with a collection, and only a collection shows what is still referenced.
    private Task Collected(Func<bool> condition, string what) => Eventually(
        () =>
        {
#pragma warning disable RS0030
            GC.Collect();
            GC.WaitForPendingFinalizers();
#pragma warning restore RS0030
            return condition();
        },
        what);
}
