using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ZmqNative.Hosting.Tests;

/// <summary>The end, the health and the metrics of named brokers.</summary>
public sealed class BrokerLifetimeTests : HostingTest
{
    [Test]
    public async Task Every_message_that_was_accepted_is_handled_or_a_dead_letter_when_the_host_stops_under_load()
    {
        const int Senders = 4;
        long handled = 0;
        long accepted = 0;
        TaskCompletionSource some = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services
            .AddZmqNative(static o => o with { ShutdownTimeout = TimeSpan.FromSeconds(20) })
            .AddBroker("b", AnyPort, broker => broker.AddKeyedActors("work/{key}", (_, _) => new CountingActor(() =>
            {
                if (Interlocked.Increment(ref handled) == 2000)
                {
                    some.SetResult();
                }
            }))));
        Broker broker = host.Services.GetRequiredService<Broker>();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    await broker.Actor($"work/{i % 16}").TellAsync("x", enough.Token);
                    Interlocked.Increment(ref accepted);
                }
            }
            catch (Exception exception) when (exception is ActorStoppedException or ActorNotFoundException or OperationCanceledException)
            {
                // The broker has ended: this message was refused, and is a dead letter.
            }
        }))];

        // Peers in the same load: their messages count as accepted once they are in a mailbox.
        await using BrokerClient client = new(broker.LastEndpoint);
        Task<int>[] asks = [.. Enumerable.Range(0, 500).Select(async i =>
        {
            try
            {
                return await client.Actor($"work/{i % 16}").AskAsync<int>("x", Generous, Limit);
            }
            catch (Exception exception) when (exception is ActorStoppedException or ActorNotFoundException or BrokerLostException
                or ObjectDisposedException)
            {
                return 0;
            }
        })];
        await some.Task.WaitAsync(Limit);
        await host.StopAsync(Limit);
        await enough.CancelAsync();
        await Task.WhenAll(senders).WaitAsync(Limit);
        await client.DisposeAsync();
        int answered = 0;
        foreach (Task<int> ask in asks)
        {
            answered += await ask.WaitAsync(Limit);
        }

        long letters = broker.DeadLetters.Count;
        await TestContext.Out.WriteLineAsync($"{accepted} accepted, {handled} handled, {answered} answers, {letters} dead letters");
        Assert.That(Interlocked.Read(ref handled) + letters, Is.GreaterThanOrEqualTo(Interlocked.Read(ref accepted) + answered));
        Assert.That(Interlocked.Read(ref handled), Is.LessThanOrEqualTo(Interlocked.Read(ref accepted) + asks.Length));
        Assert.That(broker.ActorCount, Is.Zero);
        Assert.That(Log.Of(102).Count() + Log.Of(103).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Messages_of_an_actor_that_does_not_stop_are_counted_and_the_end_is_bounded()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource never = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services => services
            .AddZmqNative(static o => o with { ShutdownTimeout = TimeSpan.FromMilliseconds(400) })
            .AddBroker("b", actors: broker => broker.OnCreated((_, broker) => broker.Spawn("stuck", async (_, _) =>
            {
                entered.TrySetResult();
                await never.Task;
            }))));
        Broker broker = host.Services.GetRequiredService<Broker>();
        for (int i = 0; i < 8; i++)
        {
            await broker.Actor("stuck").TellAsync("x", Limit);
        }

        await entered.Task.WaitAsync(Limit);
        await host.StopAsync(Limit);
        Assert.That(Log.Of(103), Has.One.Contains("7 received message(s) were not handled"));

        // The actor that was not waited for ends, too, once it can, and its messages become dead letters.
        never.SetResult();
        await Eventually(() => broker.ActorCount == 0, "the actor's end");
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.Stopped), Is.EqualTo(7));
    }

    [Test]
    public async Task An_ending_broker_refuses_peers_while_services_still_ask_its_actors_and_actors_still_publish()
    {
        LateService? late = null;
        string endpoint = Inproc();
        IHost host = await StartAsync(services =>
        {
            // Registered before, so stopped after.
            services.AddHostedService(provider => late = new LateService(provider.GetRequiredService<Broker>()));
            services.AddZmqNative()
                .AddPusher("out", endpoint)
                .AddPuller("in", "@" + Inproc())
                .AddBroker("b", AnyPort, static broker => broker.AddActor<PushingActor>("pusher"));
        });
        Broker broker = host.Services.GetRequiredService<Broker>();
        Reactor reactor = host.Services.GetRequiredService<Reactor>();
        await using Puller puller = new(endpoint, new PullerOptions { Context = host.Services.GetRequiredService<Context>(), Reactor = reactor });
        await using BrokerClient client = new(broker.LastEndpoint, new BrokerClientOptions { AskTimeout = Generous });
        Assert.That(await client.Actor("pusher").AskAsync<bool>("remote", Generous, Limit), Is.True);
        late!.Client = client;
        Task<ReceivedMessage> first = puller.ReceiveAsync(Limit).AsTask();
        using (ReceivedMessage work = await first)
        {
            Assert.That(work.Text, Is.EqualTo("remote"));
        }

        ValueTask<ReceivedMessage> second = puller.ReceiveAsync(Limit);
        await host.StopAsync(Limit);
        using (ReceivedMessage work = await second)
        {
            Assert.That(work.Text, Is.EqualTo("late"));
        }

        Assert.That(late.Answer, Is.True);
        Assert.That(async () => await late.Remote!, Throws.InstanceOf<Exception>(), "the listener read no more");
    }

    [Test]
    public async Task Health_reports_actors_and_missing_ones_that_have_stopped()
    {
        IHost host = await StartAsync(static services =>
        {
            services.AddHealthChecks().AddZmqNative(configure: static o => o with { MaxQueueDepth = 3 });
            services.AddZmqNative().AddBroker("shop", AnyPort, static broker => broker
                .AddActor("book", static _ => new BrokerTests.EchoActor("book"))
                .AddKeyedActors("order/{id}", static (_, key) => new BrokerTests.EchoActor(key)));
        });
        Broker broker = host.Services.GetRequiredService<Broker>();
        HealthReportEntry healthy = await CheckAsync(host);
        IReadOnlyDictionary<string, object> data = (IReadOnlyDictionary<string, object>)healthy.Data["broker shop"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(healthy.Status, Is.EqualTo(HealthStatus.Healthy));
            Assert.That(data["actors"], Is.EqualTo(1));
            Assert.That(data, Does.ContainKey("dead_letters").And.ContainKey("queue_depth").And.ContainKey("connected_peers"));
        }

        await broker.StopAsync(broker.Actor("book"));
        HealthReportEntry degraded = await CheckAsync(host);
        Assert.That(degraded.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(degraded.Description, Is.EqualTo("broker shop has actors that have stopped: book"));
    }

    [Test]
    public async Task Health_is_degraded_by_a_deep_mailbox()
    {
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IHost host = await StartAsync(services =>
        {
            services.AddHealthChecks().AddZmqNative(configure: static o => o with { MaxQueueDepth = 3 });
            services.AddZmqNative().AddBroker("shop", actors: broker => broker
                .OnCreated((_, broker) => broker.Spawn("slow", async (_, _) => await goOn.Task)));
        });
        Broker broker = host.Services.GetRequiredService<Broker>();
        for (int i = 0; i < 5; i++)
        {
            await broker.Actor("slow").TellAsync("x", Limit);
        }

        Assert.That((await CheckAsync(host)).Description, Does.Match("^broker shop has [45] messages waiting, more than 3$"));
        goOn.SetResult();
    }

    [Test]
    public async Task Metrics_carry_the_name_of_the_broker()
    {
        List<Metric> metrics = [];
        using MeterProvider meter = Sdk.CreateMeterProviderBuilder().AddZmqNativeInstrumentation().AddInMemoryExporter(metrics).Build();
        IHost host = await StartAsync(static services => services.AddZmqNative().AddBroker(
            "measured", actors: static broker => broker.AddActor("book", static _ => new BrokerTests.EchoActor("book"))));
        meter.ForceFlush();
        List<string> names = [];
        foreach (ref readonly MetricPoint point in metrics.First(static metric => metric.Name == "zmqnative.broker.actors").GetMetricPoints())
        {
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                names.Add($"{tag.Key}={tag.Value}");
            }
        }

        Assert.That(names, Does.Contain("zmqnative.broker=measured"));
        await host.StopAsync(Limit);
    }

    private async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Limit)).Entries["zmqnative"];

    private sealed class CountingActor(Action handled) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            await Task.Yield();
            handled();
            context.Reply(1);
        }
    }

    private sealed class PushingActor(Pusher pusher) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            await pusher.PushAsync((string)message);
            context.Reply(true);
        }
    }

    private sealed class LateService(Broker broker) : IHostedService
    {
        public BrokerClient? Client { get; set; }

        public bool Answer { get; private set; }

        public Task<bool>? Remote { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            Remote = Client!.Actor("pusher").AskAsync<bool>("too late", TimeSpan.FromSeconds(30), CancellationToken.None).AsTask();
            Answer = await broker.Actor("pusher").AskAsync<bool>("late", TimeSpan.FromSeconds(30), cancellationToken);
        }
    }
}
