using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns.Tests;

/// <summary>Ends during which something fails or blocks: every step of the end still runs.</summary>
public sealed class EndingTests : PatternsTest
{
    private static readonly TimeSpan[] WrongTimes =
        [TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(-1), TimeSpan.FromDays(60), TimeSpan.MaxValue, TimeSpan.MinValue];

    [Test]
    public async Task A_cancellation_callback_that_throws_leaves_nothing_of_its_pattern_alive()
    {
        using ErrorLog log = new();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ReplyServer server = new(
            AnyPort,
            async (_, cancellationToken) =>
            {
                // Callbacks run in the reverse order: this one before the end of the delay, with which the handler would remove it.
                Task delay = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                await using CancellationTokenRegistration registration =
                    cancellationToken.Register(static () => throw new FormatException("from a callback"));
                entered.SetResult();
                await delay;
                return "never";
            },
            On(new ReplyServerOptions { DrainTimeout = TimeSpan.Zero, CancelledHandlerTimeout = Generous, LoggerFactory = log }));
        string endpoint = server.LastEndpoint;
        await using AsyncSocket req = Connected(SocketType.Req, endpoint);
        await req.SendAsync("x"u8.ToArray(), Limit);
        await entered.Task.WaitAsync(Limit);

        await server.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(PatternAccounting.LiveAsyncSockets, Is.EqualTo(1), "only the client is left");
        await using ReplyServer next = await Again(() => new ReplyServer(endpoint, static request => request.Text, On(new ReplyServerOptions())));
        Assert.That(log.Errors, Has.One.Matches<Exception>(static e => e is AggregateException { InnerException: FormatException }));
    }

    [Test]
    public async Task A_cancellation_callback_that_blocks_does_not_delay_the_end()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim blocked = new();
        ReplyServer server = new(
            AnyPort,
            async (_, cancellationToken) =>
            {
                Task delay = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                await using CancellationTokenRegistration registration = cancellationToken.Register(() => blocked.Wait());
                entered.SetResult();
                await delay;
                return "never";
            },
            On(new ReplyServerOptions { DrainTimeout = TimeSpan.Zero, CancelledHandlerTimeout = TimeSpan.FromMilliseconds(1) }));
        await using AsyncSocket req = Connected(SocketType.Req, server.LastEndpoint);
        await req.SendAsync("x"u8.ToArray(), Limit);
        await entered.Task.WaitAsync(Limit);

        await server.DisposeAsync().AsTask().WaitAsync(Limit);

        blocked.Set();
        await Eventually(static () => Accounting.LiveFrames == 0, "the end of the handler");
    }

    [Test]
    public async Task A_handler_that_disposes_its_own_server_is_answered_and_does_not_wait_for_itself()
    {
        ReplyServer? server = null;
        TaskCompletionSource<bool> released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        server = new ReplyServer(
            AnyPort,
            async (_, _) =>
            {
                Task disposing = server!.DisposeAsync().AsTask();
                released.SetResult(disposing.IsCompleted);
                await disposing;
                return "good bye";
            },
            On(new ReplyServerOptions { DrainTimeout = Generous, CancelledHandlerTimeout = Generous }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(await client.RequestAsync("end", Generous, Limit), Is.EqualTo("good bye"));
        Assert.That(await released.Task, Is.True);
        await server.DisposeAsync().AsTask().WaitAsync(Limit);
        Assert.That(() => server.LastEndpoint, Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_work_handler_that_disposes_its_own_puller_does_not_wait_for_itself()
    {
        await using Pusher pusher = new(AnyPort, On(new PusherOptions()));
        Puller? puller = null;
        TaskCompletionSource returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        puller = new Puller(
            pusher.LastEndpoint,
            async (_, _) =>
            {
                await puller!.DisposeAsync();
                returned.SetResult();
            },
            On(new PullerOptions { DrainTimeout = Generous, CancelledHandlerTimeout = Generous }));
        await pusher.PushAsync("x", Limit);

        await returned.Task.WaitAsync(Limit);
        await puller.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    [TestCaseSource(nameof(WrongTimes))]
    public void Times_out_of_range_are_refused_when_the_pattern_is_made(TimeSpan time)
    {
        using (Assert.EnterMultipleScope())
        {
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { DrainTimeout = time })), "DrainTimeout");
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { CancelledHandlerTimeout = time })), "CancelledHandlerTimeout");
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { Linger = time })), "Linger");
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { HeartbeatTimeout = time })), "HeartbeatTimeout");
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { ReconnectInterval = time })), "ReconnectInterval");
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { ReconnectIntervalMax = time })), "ReconnectIntervalMax");
            Refused(() => new RequestClient(AnyPort, On(new RequestClientOptions { RequestTimeout = time })), "RequestTimeout");
            Refused(() => new PairClient(AnyPort, On(new PairOptions { RequestTimeout = time })), "RequestTimeout");
            Refused(() => new AsyncSocketOptions { DrainTimeout = time }, "DrainTimeout");
            TimeSpan interval = time == Timeout.InfiniteTimeSpan ? 2 * time : time; // Infinite means never.
            Refused(() => new Publisher(AnyPort, On(new PublisherOptions { HeartbeatInterval = interval })), "HeartbeatInterval");
        }

        static void Refused(Func<object> make, string option) => Assert.That(
            make,
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(option).And.Message.Contains("24.20:31:23.647"));
    }

    [TestCaseSource(nameof(WrongTimes))]
    public async Task Timeouts_of_requests_out_of_range_are_refused_and_free_their_frames(TimeSpan time)
    {
        await using RequestClient client = new(Inproc(), On(new RequestClientOptions()));
        Assert.That(
            async () => await client.RequestAsync("x", time, Limit),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("24.20:31:23.647"));
    }

    [Test]
    public async Task The_longest_times_work()
    {
        TimeSpan longest = TimeSpan.FromMilliseconds(int.MaxValue);
        PublisherOptions options = On(new PublisherOptions
        {
            DrainTimeout = longest,
            CancelledHandlerTimeout = longest,
            Linger = longest,
            ReconnectInterval = longest,
            ReconnectIntervalMax = longest,
            HeartbeatInterval = longest,
        });
        await using Publisher publisher = new(AnyPort, options);
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions { DrainTimeout = longest }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = longest }));
        Assert.That(await client.RequestAsync("x", longest, Limit), Is.EqualTo("x"));
    }

    [Test]
    public async Task Each_operation_that_a_dispose_ends_gets_its_own_exception()
    {
        AsyncSocket socket = CreateSocket(SocketType.Pull);
        Task<MultipartMessage>[] receives = [.. Enumerable.Range(0, 10).Select(_ => socket.ReceiveAsync(Limit).AsTask())];
        await socket.DisposeAsync();
        List<Exception> exceptions = [];
        foreach (Task<MultipartMessage> receive in receives)
        {
            exceptions.Add((await Assert.CatchAsync(async () => await receive))!);
        }

        Assert.That(exceptions, Is.All.InstanceOf<ObjectDisposedException>());
        Assert.That(exceptions.Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(10));
    }

    [Test]
    public async Task Each_operation_that_the_end_of_the_context_ends_gets_its_own_exception()
    {
        await using Reactor reactor = new();
        Context context = new();
        AsyncSocket socket = reactor.CreateSocket(context, SocketType.Pull);
        Task<MultipartMessage>[] receives = [.. Enumerable.Range(0, 10).Select(_ => socket.ReceiveAsync(Limit).AsTask())];
        RequestClient client = new(
            "tcp://127.0.0.1:1", new RequestClientOptions { Context = context, Reactor = reactor });
        Task<string>[] requests = [.. Enumerable.Range(0, 10).Select(_ => client.RequestAsync("x", Generous, Limit).AsTask())];
        context.Shutdown();
        List<Exception> exceptions = [];
        foreach (Task operation in receives.Concat<Task>(requests))
        {
            exceptions.Add((await Assert.CatchAsync(async () => await operation))!);
        }

        Assert.That(exceptions, Is.All.InstanceOf<ContextTerminatedException>());
        Assert.That(exceptions.Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(20));
        await client.DisposeAsync();
        await socket.DisposeAsync();
        await context.DisposeAsync();
    }

    [Test]
    public async Task The_end_of_a_context_leaves_no_unobserved_exceptions()
    {
        ConcurrentQueue<Exception> unobserved = new();
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, e) => unobserved.Enqueue(e.Exception);

        // Those of earlier tests are reported before.
        Collect();
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            await EndContextAsync();
            for (int i = 0; i < 3; i++)
            {
                Collect();
                await Task.Yield();
            }

            Assert.That(unobserved, Is.Empty);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }

        static void Collect()
        {
#pragma warning disable RS0030 // Only a collection reports them.
            GC.Collect();
#pragma warning restore RS0030
            GC.WaitForPendingFinalizers();
        }

        async Task EndContextAsync()
        {
            await using Reactor reactor = new();
            Context context = new();
            ReplyServer server = new(
                AnyPort, static request => request.Text, new ReplyServerOptions { Context = context, Reactor = reactor });
            RequestClient client = new(
                server.LastEndpoint, new RequestClientOptions { Context = context, Reactor = reactor });
            Puller puller = new("tcp://127.0.0.1:1", static (_, _) => ValueTask.CompletedTask, new PullerOptions { Context = context, Reactor = reactor });
            Pusher pusher = new(AnyPort, new PusherOptions { Context = context, Reactor = reactor });
            Subscriber subscriber = new("tcp://127.0.0.1:1", options: new SubscriberOptions { Context = context, Reactor = reactor });
            _ = await client.RequestAsync("x", Generous, Limit);
            Task push = pusher.PushAsync("no puller", Limit).AsTask();
            context.Shutdown();
            Assert.That(async () => await push, Throws.InstanceOf<ContextTerminatedException>());
            await Task.WhenAll(((Pattern[])[server, client, puller, pusher, subscriber]).Select(static p => p.DisposeAsync().AsTask()));
            await context.DisposeAsync();
        }
    }

    [Test]
    public async Task A_handler_that_always_fails_is_counted_each_time_and_logged_once_per_interval()
    {
        ManualTime time = new();
        await using Reactor reactor = new(timeProvider: time);
        using ErrorLog log = new();
        await using Pusher pusher = new(AnyPort, On(new PusherOptions()));
        await using Puller puller = new(
            pusher.LastEndpoint,
            static (_, _) => throw new FormatException("always"),
            On(new PullerOptions { LoggerFactory = log }, reactor));
        for (int i = 0; i < 100; i++)
        {
            await pusher.PushAsync("x", Limit);
        }

        await Eventually(() => puller.Statistics.Failed == 100, "all failures");
        await Eventually(() => log.Errors.Count == 1, "it is logged");
        time.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(1));
        await pusher.PushAsync("x", Limit);
        await Eventually(() => log.Errors.Count == 2, "the next line");
    }

    [Test]
    public async Task Of_many_handlers_added_at_once_one_is_accepted()
    {
        for (int i = 0; i < 200; i++)
        {
            await using Puller puller = new("@" + Inproc(), On(new PullerOptions()));
            await using PairServer server = new(Inproc(), On(new PairOptions()));
            Assert.That(await RaceAsync(() => puller.Handle(static (_, _) => ValueTask.CompletedTask)), Is.EqualTo(1));
            Assert.That(await RaceAsync(() => server.Handle(static (_, _) => ValueTask.FromResult<Payload>("x"))), Is.EqualTo(1));
        }

        static async Task<int> RaceAsync(Action handle)
        {
            using Barrier barrier = new(2);
            return (await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    try
                    {
                        handle();
                        return 1;
                    }
                    catch (InvalidOperationException)
                    {
                        return 0;
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)))).Sum();
        }
    }

    /// <summary>Keeps the exceptions that are logged as errors.</summary>
    private sealed class ErrorLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<Exception> Errors { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null)
            {
                Errors.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
