using System.Globalization;
using ZmqNative.Actors;
using ZmqNative.Cluster;
using ZmqNative.Cluster.Nats;

namespace ZmqNative.Perf;

/// <summary>Durable tells of a broker without shards to keyed actors of another one.</summary>
internal sealed class DurableTells : IDurableQueue
{
    private readonly NatsCluster _engine;
    private readonly Broker _owner = new("tcp://127.0.0.1:*", new BrokerOptions { Name = "owner" });
    private readonly Broker _other = new(new BrokerOptions { Name = "sender" });
    private readonly ClusterBroker _sender;

    private DurableTells(string url)
    {
        _engine = new NatsCluster(url);
        _owner.Register("sink/{key}", _ => new Sink());
        _owner.JoinCluster(_engine);
        _other.Register("sink/{key}", _ => new Sink());
        _sender = _other.JoinCluster(_engine, new ClusterOptions { TakesShards = false });
    }

    public static async Task<IDurableQueue> OpenAsync(string url)
    {
        DurableTells tells = new(url);
        await tells._sender.WaitUntilJoinedAsync();
        return tells;
    }

    public Task SendAsync(int key, byte[] body) => _sender.TellDurablyAsync(string.Create(CultureInfo.InvariantCulture, $"sink/{key}"), Frame.Copy(body));

    public async Task<long> CountLeftAsync() => (await _engine.Log.GetStateAsync(DurableStream.Tells)).Count;

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _owner.DisposeAsync();
        await _engine.DisposeAsync();
    }

    private sealed class Sink : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }
}
