using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ZmqNative.Patterns.Tests;

namespace ZmqNative.Hosting.Tests;

/// <summary>The order and the time limits of the end.</summary>
public sealed class ShutdownTests : HostingTest
{
    [Test]
    public async Task Every_accepted_message_is_handled_or_counted_when_the_host_stops_under_load()
    {
        const int Messages = 20_000;
        string endpoint = Inproc();
        long handled = 0;
        TaskCompletionSource some = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddPuller(
                "work",
                async (_, _, _) =>
                {
                    await Task.Yield();
                    if (Interlocked.Increment(ref handled) == Messages / 100)
                    {
                        some.SetResult();
                    }
                },
                "@" + endpoint, o => o with { MaxConcurrency = 4, ReceiveHighWatermark = 0 }));

        // A pusher outside of the host, on the same context for inproc: its messages are in the host's queue at once.
        await using Pusher pusher = new(">" + endpoint, new PusherOptions
        {
            Context = host.Services.GetRequiredService<Context>(),
            Reactor = host.Services.GetRequiredService<Reactor>(),
            SendHighWatermark = 0,
        });
        for (int i = 0; i < Messages; i++)
        {
            await pusher.PushAsync("x", Limit);
        }

        await some.Task.WaitAsync(Limit);
        Puller puller = Named<Puller>(host, "work");
        await host.StopAsync(Limit);
        PatternStatistics statistics = puller.Statistics;
        Assert.That(Interlocked.Read(ref handled) + statistics.Unhandled, Is.EqualTo(Messages));
        Assert.That(Log.Of(statistics.Unhandled > 0 ? 103 : 102), Has.One.Items);
        await DisposeAsync(host);
        await DisposeAsync(host);
    }

    [Test]
    public async Task A_host_starts_and_ends_in_order_although_each_log_line_throws()
    {
        FailingLogger logger = new();
        IHost host = await StartAsync(services => services
            .AddLogging(logging => logging.AddProvider(new FailingProvider(logger)))
            .AddZmqNative().AddPusher("out", AnyPort));

        await host.StopAsync(Limit);

        Assert.That(logger.Calls, Is.Positive, "the logger was called");
    }

    [Test]
    public async Task A_running_handler_ends_and_may_send_before_senders_end()
    {
        string asked = Inproc();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services.AddZmqNative()
            .AddPusher("out", AnyPort)
            .AddRequestClient("c", asked)
            .AddReplyServer(
                "s",
                async (scope, _, _) =>
                {
                    entered.SetResult();
                    await goOn.Task;
                    return scope.GetRequiredService<Pusher>().TryPush("from the handler"u8) ? "pushed" : "no room";
                },
                asked, o => o with { DrainTimeout = Generous }));
        await using Puller puller = new(Named<Pusher>(host, "out").LastEndpoint);
        await puller.WaitForPeersAsync(1, Limit);
        await Named<Pusher>(host, "out").WaitForPeersAsync(1, Limit);
        Task<string> answer = Named<RequestClient>(host, "c").RequestAsync("x", Generous, Limit).AsTask();
        await entered.Task.WaitAsync(Limit);
        Task stopping = host.StopAsync(Limit);
        Assert.That(stopping.IsCompleted, Is.False);
        goOn.SetResult();
        Assert.That(await answer.WaitAsync(Limit), Is.EqualTo("pushed"));
        await stopping;
        using ReceivedMessage work = await puller.ReceiveAsync(Limit);
        Assert.That(work.Text, Is.EqualTo("from the handler"));
        Assert.That(Log.Of(102), Has.One.Items);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_handler_that_ignores_its_cancellation_does_not_delay_the_end_beyond_the_limit(bool clockStandsStill)
    {
        TimeProvider clock = clockStandsStill ? new FakeTimeProvider() : TimeProvider.System;
        string endpoint = Inproc();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource never = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services
            .AddSingleton(clock)
            .Configure<HostOptions>(static o => o.ShutdownTimeout = 2 * Generous)
            .AddZmqNative(o => o with { ShutdownTimeout = TimeSpan.FromMilliseconds(400) })
            .AddPusher("jobs", endpoint)
            .AddPuller(
                "work",
                async (_, _, _) =>
                {
                    entered.TrySetResult();
                    await never.Task;
                },
                endpoint));
        await Named<Pusher>(host, "jobs").PushAsync("x", Limit);
        await entered.Task.WaitAsync(Limit);
        Puller puller = Named<Puller>(host, "work");
        long begin = Stopwatch.GetTimestamp();
        await host.StopAsync(Limit);
        await TestContext.Out.WriteLineAsync($"stopped after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms");
        Assert.That(Limit.IsCancellationRequested, Is.False, "the host's own limit is far away");
        Assert.That(Log.Of(104), Has.One.Contains("puller work"));

        // For the accounting: the handler that was not waited for ends, too, once it can.
        never.SetResult();
        await puller.DisposeAsync().AsTask().WaitAsync(Limit);
        await Eventually(static () => Accounting.LiveContexts == 0, "the context's end in the background");
    }

    [Test]
    public async Task Subscriptions_for_an_absent_publisher_do_not_delay_the_end()
    {
        // Nothing listens on port 1. An infinite linger would use the whole time.
        IHost host = await StartAsync(services => services.AddZmqNative(o => o with { ShutdownTimeout = TimeSpan.FromSeconds(3) })
            .AddSubscriber("s", static (_, _, _) => ValueTask.CompletedTask, "tcp://127.0.0.1:1", topic: "topic", configure: o => o with { Linger = null })
            .AddPuller("p", static (_, _, _) => ValueTask.CompletedTask, "tcp://127.0.0.1:1", o => o with { Linger = null }));
        await host.StopAsync(Limit);
        Assert.That(Log.Of(102), Has.One.Items);
        Assert.That(Accounting.LiveContexts, Is.Zero);
    }

    [Test]
    public async Task A_pending_push_is_counted_as_lost()
    {
        IHost host = await StartAsync(services => services.AddZmqNative(o => o with { ShutdownTimeout = TimeSpan.FromSeconds(1) })
            .AddPusher("jobs", AnyPort, o => o with { DrainTimeout = TimeSpan.FromMilliseconds(1) }));
        Pusher pusher = Named<Pusher>(host, "jobs");
        Task push = pusher.PushAsync("no puller", Limit).AsTask();
        await host.StopAsync(Limit);
        Assert.That(async () => await push, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(pusher.Statistics.Lost, Is.EqualTo(1));
        Assert.That(Log.Of(103), Has.One.Contains("1 message(s) were not sent"));
    }

    [Test]
    public async Task A_host_whose_start_fails_leaves_nothing_alive()
    {
        string endpoint = Inproc();
        IHost host = Build(services =>
        {
            services.AddZmqNative().AddPusher("jobs", endpoint)
                .AddPuller("work", static (_, _, _) => ValueTask.CompletedTask, endpoint);
            services.AddHostedService<FailingService>();
        });
        Assert.That(async () => await host.StartAsync(Limit), Throws.InvalidOperationException);
        await DisposeAsync(host);
        await DisposeAsync(host);
        Assert.That(PatternAccounting.LiveReactors, Is.Zero, "reactors alive");
    }

    [Test]
    public async Task A_host_that_is_disposed_without_stopping_ends_in_order()
    {
        string endpoint = Inproc();
        long handled = 0;
        IHost host = await StartAsync(services => services.AddZmqNative().AddPusher("jobs", endpoint)
            .AddPuller(
                "work",
                (_, _, _) =>
                {
                    Interlocked.Increment(ref handled);
                    return ValueTask.CompletedTask;
                },
                endpoint));
        Puller puller = Named<Puller>(host, "work");
        await Named<Pusher>(host, "jobs").PushAsync("x", Limit);
        await DisposeAsync(host);

        // A container that is being disposed gives no scopes any more: a message that arrives at that moment counts as failed.
        PatternStatistics statistics = puller.Statistics;
        Assert.That(Interlocked.Read(ref handled) + statistics.Unhandled + statistics.Failed, Is.EqualTo(1));
        await host.StopAsync(Limit);
    }

    [Test]
    public async Task A_host_that_never_started_leaves_nothing_alive()
    {
        IHost host = Build(services => services.AddZmqNative().AddPublisher("p", Inproc()));
        Assert.That(host.Services.GetRequiredService<Publisher>().Subscriptions, Is.Zero);
        await DisposeAsync(host);
    }

    [Test]
    public async Task A_service_may_publish_until_it_has_stopped()
    {
        string endpoint = Inproc();
        PublishingService? service = null;
        IHost host = await StartAsync(services =>
        {
            // Registered before, so stopped after.
            services.AddHostedService(provider => service = new PublishingService(provider));
            services.AddZmqNative().AddPublisher("p", endpoint);
        });
        await host.StopAsync(Limit);
        Assert.That(service!.Published, Is.True);
    }

    private sealed class FailingService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("as asked");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class PublishingService(IServiceProvider services) : IHostedService
    {
        public bool Published { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await services.GetRequiredService<Publisher>().PublishTextAsync("good bye");
            Published = true;
        }
    }
}
