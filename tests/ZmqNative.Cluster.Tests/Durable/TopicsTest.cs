using System.Text;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>A test of durable topics with brokers of one process on one engine.</summary>
public abstract class TopicsTest : PatternsTest
{
    private readonly List<Broker> _brokers = [];
    private readonly List<IClusterEngine> _engines = [];

    // The start of a server, and attempts after failures, are part of it.
    private protected override TimeSpan TimeLimit => 5 * Generous;

    /// <summary>Times that no test waits for.</summary>
    private protected static ClusterOptions Options { get; } = new()
    {
        LeaseTime = TimeSpan.FromMinutes(2),
        Shards = 4,
        TakesShards = false,
        DurableTimeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>A time that is over soon, where a test waits for it.</summary>
    private protected static ClusterOptions Short { get; } = Options with { DurableTimeout = TimeSpan.FromSeconds(1) };

    private protected IClusterEngine Engine { get; private set; } = null!;

    [SetUp]
    public async Task OpenEngine() => Engine = await AddEngineAsync();

    [TearDown]
    public async Task EndBrokersAndEngines()
    {
        foreach (Broker broker in _brokers)
        {
            await broker.DisposeAsync().AsTask().WaitAsync(Generous);
        }

        foreach (IAsyncDisposable engine in _engines.OfType<IAsyncDisposable>())
        {
            await engine.DisposeAsync();
        }

        _brokers.Clear();
        _engines.Clear();
    }

    /// <summary>Creates an engine without entries.</summary>
    private protected abstract Task<IClusterEngine> CreateEngineAsync();

    private protected async Task<IClusterEngine> AddEngineAsync()
    {
        IClusterEngine engine = await CreateEngineAsync();
        _engines.Add(engine);
        return engine;
    }

    private protected ClusterBroker Join(IClusterEngine? engine = null, ClusterOptions? options = null)
    {
        Broker broker = new(new BrokerOptions
        {
            Listening = On(new BrokerListenerOptions()),
            Connecting = On(new BrokerClientOptions()),
            Serializer = new JsonMessageSerializer().Add(TestJson.Default.Price),
        });
        _brokers.Add(broker);
        return broker.JoinCluster(engine ?? Engine, options ?? Options);
    }

    private protected Task<ulong> PublishAsync(ClusterBroker broker, string topic, object payload, string? id = null) =>
        broker.PublishDurablyAsync(topic, payload, id, Limit);

    private protected IAsyncEnumerator<DurablePublication> Subscribe(ClusterBroker broker, string topic = "", DurablePosition from = default, bool isPrefix = false) =>
        broker.SubscribeDurably(topic, from, isPrefix, Limit).GetAsyncEnumerator(Limit);

    private protected async Task<DurablePublication> NextAsync(IAsyncEnumerator<DurablePublication> publications)
    {
        Assert.That(await publications.MoveNextAsync().AsTask().WaitAsync(Limit), Is.True);
        return publications.Current;
    }

    private protected async Task<string[]> TextsAsync(IAsyncEnumerator<DurablePublication> publications, int count)
    {
        List<string> texts = [];
        for (int i = 0; i < count; i++)
        {
            texts.Add(Encoding.UTF8.GetString((await NextAsync(publications)).Frames[0].Span));
        }

        return [.. texts];
    }
}
