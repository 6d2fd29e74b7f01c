using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Cluster.Tests;

/// <summary>A test with several brokers in one process, and an engine in memory.</summary>
public abstract class ClusterTest : PatternsTest
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly List<Broker> _brokers = [];

    // On a busy machine many steps of several brokers take their time.
    private protected override TimeSpan TimeLimit => 5 * Generous;

    /// <summary>The engine of the test.</summary>
    protected InMemoryCluster Engine { get; private set; } = null!;

    /// <summary>The virtual time of <see cref="TimedEngine"/>.</summary>
    protected FakeTimeProvider Time { get; private set; } = null!;

    /// <summary>Another engine of the test, on virtual time.</summary>
    protected InMemoryCluster TimedEngine { get; private set; } = null!;

    /// <summary>The handlings of all brokers of the test: key, broker and fence.</summary>
    protected ConcurrentQueue<(string Key, string Broker, Fence Fence)> Handled { get; } = new();

    /// <summary>The stops of actors: key and broker.</summary>
    protected ConcurrentQueue<(string Key, string Broker)> Stopped { get; } = new();

    [SetUp]
    public void CreateEngine()
    {
        Engine = new InMemoryCluster();
        Time = new FakeTimeProvider();
        TimedEngine = new InMemoryCluster(Time);
        Handled.Clear();
        Stopped.Clear();
    }

    [TearDown]
    public async Task EndBrokers()
    {
        Broker[] brokers = [.. _brokers];
        _brokers.Clear();
        foreach (Broker broker in brokers)
        {
            await broker.DisposeAsync().AsTask().WaitAsync(Generous);
            Assert.That(broker.ActorCount, Is.Zero, "actors alive");
        }
    }

    /// <summary>A lease that no test waits for: on a busy machine it is renewed in time.</summary>
    protected static ClusterOptions LongLease { get; } = new() { LeaseTime = TimeSpan.FromMinutes(2), Shards = 32 };

    protected Broker CreateBroker(string name, BrokerOptions? options = null)
    {
        options ??= new BrokerOptions();
        Broker broker = new(Inproc(), options with
        {
            Name = name,
            AskTimeout = 5 * Generous,
            Listening = On(options.Listening),
            Connecting = On(new BrokerClientOptions()),
        });
        _brokers.Add(broker);
        broker.Register("item/{id}", id => new Item(this, id));
        return broker;
    }

    protected ClusterBroker Join(string name, ClusterOptions? options = null, IClusterEngine? engine = null) =>
        CreateBroker(name).JoinCluster(engine ?? Engine, options ?? LongLease);

    protected async Task<ClusterBroker> JoinedAsync(string name, ClusterOptions? options = null, IClusterEngine? engine = null)
    {
        ClusterBroker cluster = Join(name, options, engine);
        await cluster.WaitUntilJoinedAsync(Limit);
        return cluster;
    }

    /// <summary>Waits until the shards are distributed over the brokers equally, and each of them knows the owners.</summary>
    protected Task BalancedAsync(params ClusterBroker[] clusters) => Eventually(
        () => clusters.Sum(static cluster => cluster.ShardCount) == LongLease.Shards
            && clusters.Max(static cluster => cluster.ShardCount) - clusters.Min(static cluster => cluster.ShardCount) <= 1
            && Enumerable.Range(0, 100).All(i => clusters.All(cluster => cluster.OwnerOf($"item/{i}") is not null)),
        $"shards: {string.Join(", ", clusters.Select(static cluster => cluster.ShardCount))}");

    /// <summary>Advances the virtual time by a step. Lets the loops run between two steps, since a jump of the clock is a loss of the lease.</summary>
    protected async Task AdvanceAsync()
    {
        Limit.ThrowIfCancellationRequested();
        Time.Advance(Step);
        await Task.Delay(5, Limit);
    }

    /// <summary>Advances the virtual time until a condition is met.</summary>
    protected async Task AdvanceUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await AdvanceAsync();
        }
    }

    /// <summary>An actor that answers with the name of its broker.</summary>
    protected sealed class Item(ClusterTest test, string id) : Actor
    {
        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            string name = context.Broker.Options.Name;
            test.Handled.Enqueue((id, name, context.Fence));
            if (message is "slow")
            {
                await Task.Yield();
            }

            context.Reply($"{name}: {message}");
        }

        public override ValueTask OnStoppingAsync(ActorContext context)
        {
            Assert.That(context.Fence.IsNone, Is.False);
            test.Stopped.Enqueue((id, context.Broker.Options.Name));
            return default;
        }
    }
}
