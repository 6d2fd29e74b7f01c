using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ZmqNative.Cluster.Nats;
using ZmqNative.Cluster.Tests.Durable;
using ZmqNative.Hosting;

namespace ZmqNative.Cluster.Tests;

/// <summary>Brokers of hosts in clusters: their health, and the section of configuration.</summary>
public sealed class ClusterHealthTests : PatternsTest
{
    private IHost? _host;

    // The end of a broker that cannot reach its engine is part of it.
    private protected override TimeSpan TimeLimit => 5 * Generous;

    [TearDown]
    public async Task EndHost()
    {
        if (_host is not null)
        {
            await _host.StopAsync(Limit);
            _host.Dispose();
            _host = null;
        }
    }

    [Test]
    public async Task A_broker_that_has_joined_is_healthy_and_one_that_is_behind_or_leaves_is_degraded()
    {
        ClusterBroker cluster = await StartAsync(new InMemoryCluster(), new ClusterOptions());
        await cluster.WaitUntilJoinedAsync(Limit);
        (HealthStatus status, string? text, IReadOnlyDictionary<string, object> data) = await CheckAsync();
        Assert.That((status, data["cluster_state"], data["cluster_members"]), Is.EqualTo((HealthStatus.Healthy, (object)"Joined", (object)1)), text);

        for (int i = 0; i < 3; i++)
        {
            _ = await cluster.PublishDurablyAsync("a", "text", cancellationToken: Limit);
        }

        await using IAsyncEnumerator<DurablePublication> all = cluster.SubscribeDurably(string.Empty, cancellationToken: Limit).GetAsyncEnumerator(Limit);
        Assert.That(await all.MoveNextAsync(), Is.True);
        (status, text, data) = await CheckAsync();
        Assert.That((status, data["durable_lag"]), Is.EqualTo((HealthStatus.Degraded, (object)2L)));
        Assert.That(text, Is.EqualTo("broker shop has a durable subscription 2 entries behind, or as many durable tells that wait, more than 1"));
        Assert.That(await all.MoveNextAsync(), Is.True);
        Assert.That((await CheckAsync()).Status, Is.EqualTo(HealthStatus.Healthy));

        await cluster.DisposeAsync();
        (status, text, _) = await CheckAsync();
        Assert.That((status, text), Is.EqualTo((HealthStatus.Unhealthy, "broker shop has left its cluster")));
    }

    [Test]
    public async Task A_broker_that_is_refused_is_unhealthy_with_the_reason()
    {
        InMemoryCluster engine = new();
        await using Broker other = new(Inproc(), new BrokerOptions { Listening = On(new BrokerListenerOptions()), Connecting = On(new BrokerClientOptions()) });
        await using ClusterBroker first = other.JoinCluster(engine, new ClusterOptions { Shards = 16 });
        await first.WaitUntilJoinedAsync(Limit);
        ClusterBroker cluster = await StartAsync(engine, new ClusterOptions { Shards = 8 });
        await Eventually(() => cluster.State == ClusterState.Refused, "refused");
        (HealthStatus status, string? text, _) = await CheckAsync();
        Assert.That(status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(text, Does.StartWith("broker shop is refused by its cluster: ").And.Contain("16 shards, this broker has 8"));
    }

    [Test]
    public async Task A_broker_that_has_lost_its_engine_is_unhealthy_with_the_reason()
    {
        FaultyEngine faulty = new(new InMemoryCluster());
        faulty.Cut();
        ClusterBroker cluster = await StartAsync(faulty, new ClusterOptions { LeaseTime = TimeSpan.FromSeconds(10) });
        await Eventually(() => cluster.Failure is not null, "a failure");
        (HealthStatus status, string? text, _) = await CheckAsync();
        Assert.That((status, text), Is.EqualTo((HealthStatus.Unhealthy, "broker shop is not in its cluster: the faulty engine: cut off.")));
        faulty.Repair();
        await cluster.WaitUntilJoinedAsync(Limit);
        Assert.That((await CheckAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_broker_that_cannot_read_its_durable_tells_is_degraded_until_it_can()
    {
        FaultyLogEngine faulty = new(new InMemoryCluster());
        ClusterBroker cluster = await StartAsync(faulty, new ClusterOptions { Shards = 2 });
        cluster.Broker.Register("item/{id}", static _ => new Quiet());
        _ = await cluster.TellDurablyAsync("item/1", "a", cancellationToken: Limit);
        await Eventually(() => cluster.Statistics is { TellsHandled: 1, TellsWaiting: 0 }, "it is handled");
        Assert.That((await CheckAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
        await Eventually(() => faulty.Readings == 2, "both shards are read");

        // No reading begins until the repair.
        faulty.Hang();
        faulty.EndReadings();
        await Eventually(() => cluster.Statistics.TellReadingFailures == 2, "both have failed once");
        Assert.That(cluster.Tells.Failure, Is.Null, "one loss is none");
        faulty.Repair();
        await Eventually(() => faulty.Readings == 2, "both are read again");
        faulty.Cut();
        await Eventually(() => cluster.Tells.Failure is not null, "a reading has failed again and again");
        (HealthStatus status, string? text, _) = await CheckAsync();
        Assert.That((status, text), Is.EqualTo((HealthStatus.Degraded, "broker shop cannot read its durable tells: the faulty log: cut off.")));
        faulty.Repair();

        // Without an entry a reading has to go on for some time.
        await Eventually(() => cluster.Tells.Failure is null, "the readings go on");
        Assert.That((await CheckAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task The_section_of_a_broker_overrides_the_code()
    {
        _host = Create(
            static broker => broker.UseNatsCluster("nats://127.0.0.1:1", options: new ClusterOptions { Shards = 16, MaxMoves = 3, LeaveTimeout = TimeSpan.FromMilliseconds(200) }),
            ("Url", "nats://user:secret@127.0.0.1:2"),
            ("Name", "orders"),
            ("Shards", "64"),
            ("LeaseTime", "3s"),
            ("Margin", "500ms"),
            ("TakesShards", "false"),
            ("Endpoints", "tcp://shop.example:5571"),
            ("MaxDurableInFlight", "8"),
            ("DuplicateWindow", "1min"),
            ("TopicsMaxAge", "2h"),
            ("TopicsMaxBytes", "none"),
            ("TellsMaxBytes", "1048576"),
            ("TellAttempts", "7"),
            ("TellFirstPause", "300ms"),
            ("TellMaxPause", "1min"),
            ("TellsPerShard", "16"));
        await _host.StartAsync(Limit);
        ClusterBroker cluster = _host.Services.GetRequiredKeyedService<Broker>("shop").FindCluster()!;
        Assert.That(cluster.Engine.Directory.Name, Does.Contain("127.0.0.1:2").And.Contain("orders").And.Not.Contain("secret"));
        Assert.That(cluster.Options, Is.EqualTo(new ClusterOptions
        {
            Shards = 64,
            MaxMoves = 3,
            LeaveTimeout = TimeSpan.FromMilliseconds(200),
            LeaseTime = TimeSpan.FromSeconds(3),
            Margin = TimeSpan.FromMilliseconds(500),
            TakesShards = false,
            Endpoints = cluster.Options.Endpoints,
            MaxDurableInFlight = 8,
            DurableLog = new DurableLogSettings { DuplicateWindow = TimeSpan.FromMinutes(1), TopicsMaxAge = TimeSpan.FromHours(2), TellsMaxBytes = 1_048_576 },
            DurableTells = new DurableTellOptions { MaxAttempts = 7, FirstPause = TimeSpan.FromMilliseconds(300), MaxPause = TimeSpan.FromMinutes(1), MaxHeldPerShard = 16 },
        }));
        Assert.That(cluster.Options.Endpoints, Is.EqualTo(new[] { "tcp://shop.example:5571" }));
    }

    [TestCase("Shard", "64", "ZmqNative:Brokers:shop:Cluster:Shard is unknown. Did you mean Shards?")]
    [TestCase("Shards", "0", "ZmqNative:Brokers:shop:Cluster:Shards = \"0\" is not allowed: a whole number from 1 to 65536.")]
    [TestCase("LeaseTime", "5", "ZmqNative:Brokers:shop:Cluster:LeaseTime = \"5\" is not allowed: a time of at least 100 ms")]
    [TestCase("Name", "a.b", "ZmqNative:Brokers:shop:Cluster:Name = \"a.b\" is not allowed")]
    [TestCase("Endpoints", "tcp://*:5571", "ZmqNative:Brokers:shop:Cluster:Endpoints: Wildcards are for Bind")]
    [TestCase("Margin", "14s", "Margin is 00:00:14; it must be more than 0")]
    [TestCase("DurableTimeout", "10min", "DurableTimeout is 00:10:00; it must be at most DuplicateWindow")]
    public async Task What_the_section_may_not_have_ends_the_start(string key, string value, string text)
    {
        _host = Create(static broker => broker.UseNatsCluster("nats://127.0.0.1:1"), (key, value));
        Exception? failure = await Assert.CatchAsync(() => _host.StartAsync(Limit));
        Assert.That($"{failure}", Does.Contain(text));
    }

    [Test]
    public async Task An_address_of_a_server_is_needed_and_the_section_needs_a_cluster()
    {
        _host = Create(static broker => broker.UseNatsCluster());
        Assert.That($"{await Assert.CatchAsync(() => _host.StartAsync(Limit))}", Does.Contain("UseNatsCluster has no address of a server"));
        await _host.StopAsync(Limit);
        _host.Dispose();
        _host = Create(static _ => { }, ("Url", "nats://127.0.0.1:1"));
        Assert.That($"{await Assert.CatchAsync(() => _host.StartAsync(Limit))}", Does.Contain("ZmqNative:Brokers:shop:Cluster is unknown."));
    }

    [Test]
    public async Task An_engine_that_a_broker_was_to_own_is_disposed_when_it_cannot_join()
    {
        await using Broker broker = new();
        OwnedEngine engine = new();
        Assert.That(() => BrokerClusterExtensions.JoinCluster(broker, engine, null, ownsEngine: true), Throws.InvalidOperationException.With.Message.Contains("has no endpoint"));
        await engine.Disposed.WaitAsync(Limit);
        OwnedEngine kept = new();
        Assert.That(() => broker.JoinCluster(kept), Throws.InvalidOperationException);
        Assert.That(kept.Disposed.IsCompleted, Is.False, "it stays the caller's");
    }

    private static IHost Create(Action<BrokerBuilder> actors, params (string Key, string Value)[] section)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(section.Select(static item => KeyValuePair.Create($"ZmqNative:Brokers:shop:Cluster:{item.Key}", (string?)item.Value)));
        builder.Services.AddZmqNative(builder.Configuration.GetSection("ZmqNative")).AddBroker("shop", "tcp://127.0.0.1:*", actors);
        builder.Services.AddHealthChecks().AddZmqNative(configure: static options => options with { MaxDurableLag = 1 });
        return builder.Build();
    }

    private async Task<ClusterBroker> StartAsync(IClusterEngine engine, ClusterOptions options)
    {
        _host = Create(broker => broker.OnBound((_, bound) => bound.JoinCluster(engine, options)));
        await _host.StartAsync(Limit);
        return _host.Services.GetRequiredKeyedService<Broker>("shop").FindCluster()!;
    }

    private async Task<(HealthStatus Status, string? Text, IReadOnlyDictionary<string, object> Data)> CheckAsync()
    {
        HealthReport report = await _host!.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Limit);
        HealthReportEntry entry = report.Entries["zmqnative"];
        return (entry.Status, entry.Description, (IReadOnlyDictionary<string, object>)entry.Data["broker shop"]);
    }

    private sealed class Quiet : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }

    private sealed class OwnedEngine : IClusterEngine, IAsyncDisposable
    {
        private readonly InMemoryCluster _inner = new();
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public IActorDirectory Directory => _inner.Directory;

        public IDurableLog Log => _inner.Log;

        public ValueTask DisposeAsync()
        {
            _ = _disposed.TrySetResult();
            return default;
        }
    }
}
