using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZmqNative.Hosting.Tests;

/// <summary>The states of health, and their data.</summary>
public sealed class HealthTests : HostingTest
{
    [Test]
    public async Task Connected_sockets_are_healthy_and_the_data_lists_each_of_them()
    {
        await using Publisher publisher = new(AnyPort);
        IHost host = await StartAsync(services =>
        {
            services.AddZmqNative()
                .AddSubscriber("ticks", static (_, _, _) => ValueTask.CompletedTask, publisher.LastEndpoint, prefix: string.Empty)
                .AddPusher("jobs", Inproc());
            services.AddHealthChecks().AddZmqNative();
        });
        Subscriber subscriber = Named<Subscriber>(host, "ticks");
        await subscriber.WaitForPeersAsync(1, Limit);
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishTextAsync("x");
        await Eventually(() => subscriber.Statistics.Received == 1, "a message");

        HealthReportEntry entry = await CheckAsync(host);
        IReadOnlyDictionary<string, object> ticks = (IReadOnlyDictionary<string, object>)entry.Data["subscriber ticks"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy));
            Assert.That(entry.Data["reactor_alive"], Is.True);
            Assert.That(entry.Data["reactor_latency_ms"], Is.GreaterThan(0));
            Assert.That(entry.Data, Does.ContainKey("pusher jobs"));
            Assert.That(ticks["connected_peers"], Is.EqualTo(1));
            Assert.That(ticks["received"], Is.EqualTo(1));
            Assert.That(ticks["queue_depth"], Is.Zero);
            Assert.That(ticks, Does.ContainKey("running_handlers"));
            Assert.That(ticks["last_message_age_seconds"], Is.GreaterThanOrEqualTo(0));
        }
    }

    [Test]
    public async Task No_peer_is_unhealthy_and_one_of_two_is_degraded()
    {
        await using Publisher there = new(AnyPort);
        string endpoint = there.LastEndpoint;
        string nowhere;
        await using (Publisher ended = new(AnyPort))
        {
            nowhere = ended.LastEndpoint;
        }

        IHost host = await StartAsync(services =>
        {
            services.AddZmqNative().AddSubscriber("half", $"{endpoint},{nowhere}", topic: "t");
            services.AddHealthChecks().AddZmqNative();
        });
        await Named<Subscriber>(host, "half").WaitForPeersAsync(1, Limit);
        HealthReportEntry half = await CheckAsync(host);
        Assert.That((half.Status, half.Description), Is.EqualTo((HealthStatus.Degraded, "subscriber half is connected to 1 of 2 peers")));

        IHost alone = await StartAsync(services =>
        {
            services.AddZmqNative().AddRequestClient("asker", nowhere);
            services.AddHealthChecks().AddZmqNative();
        });
        HealthReportEntry entry = await CheckAsync(alone);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Description, Does.StartWith("request client asker is not connected to"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task No_message_for_too_long_is_unhealthy(bool configured)
    {
        string endpoint = Inproc();
        IHost host = await StartAsync(
            (services, configuration) =>
            {
                services.AddZmqNative(configuration).AddSubscriber("ticks", endpoint, topic: "t");
                services.AddHealthChecks().AddZmqNative(configure: o => configured
                    ? o
                    : o with { StaleAfter = new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["ticks"] = TimeSpan.FromTicks(1) } });
            },
            configured ? ("ZmqNative:Subscribers:ticks:StaleAfter", "1ms") : ("Other", "x"));
        string? description = null;
        await EventuallyAsync(
            async () =>
            {
                HealthReportEntry entry = await CheckAsync(host);
                description = entry.Description;
                return entry.Status == HealthStatus.Unhealthy;
            },
            "stale");
        Assert.That(description, Does.StartWith("subscriber ticks got no message for"));
    }

    [Test]
    public async Task A_deep_queue_is_degraded()
    {
        IHost host = await StartAsync(services =>
        {
            services.AddZmqNative().AddPusher("jobs", AnyPort, o => o with { DrainTimeout = TimeSpan.FromMilliseconds(1) });
            services.AddHealthChecks().AddZmqNative(configure: o => o with { MaxQueueDepth = 1 });
        });
        Pusher pusher = Named<Pusher>(host, "jobs");
        Task[] waiting = [pusher.PushAsync("1", Limit).AsTask(), pusher.PushAsync("2", Limit).AsTask()];
        HealthReportEntry entry = await CheckAsync(host);
        Assert.That((entry.Status, entry.Description), Is.EqualTo((HealthStatus.Degraded, "pusher jobs has 2 messages waiting, more than 1")));
        await host.StopAsync(Limit);
        Assert.That(async () => await Task.WhenAll(waiting), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_stopped_reactor_and_a_stopped_host_are_unhealthy()
    {
        IHost host = await StartAsync(services =>
        {
            services.AddZmqNative().AddPusher("jobs", Inproc());
            services.AddHealthChecks().AddZmqNative();
        });
        await host.Services.GetRequiredService<Reactor>().DisposeAsync();
        HealthReportEntry entry = await CheckAsync(host);
        Assert.That((entry.Status, entry.Data["reactor_alive"]), Is.EqualTo((HealthStatus.Unhealthy, false)));
        Assert.That(entry.Description, Does.Contain("the reactor does not answer"));
        await host.StopAsync(Limit);
        Assert.That((await CheckAsync(host)).Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [TestCase(-2)]
    [TestCase(0)]
    [TestCase(int.MaxValue + 1L)]
    public void A_time_for_the_reactor_that_no_timer_takes_is_refused(long milliseconds) =>
        Assert.That(
            () => new ZmqNativeHealthOptions { ReactorTimeout = TimeSpan.FromMilliseconds(milliseconds) },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains(nameof(ZmqNativeHealthOptions.ReactorTimeout)));

    private async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        while (!await condition())
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, $"still waiting: {what}");
            await Task.Delay(1);
        }
    }

    private async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Limit)).Entries["zmqnative"];
}
