using System.Globalization;
using ZmqNative.Actors;
using ZmqNative.Cluster;
using ZmqNative.Cluster.Nats;

namespace ZmqNative.Perf;

/// <summary>Durable tells of a broker without shards to keyed actors of another one.</summary>
internal sealed class DurableTells : IDurableQueue
{
    private readonly NatsCluster _sending;
    private readonly NatsCluster _receiving;
    private readonly Broker _owner = new("tcp://127.0.0.1:*", new BrokerOptions { Name = "owner" });
    private readonly Broker _other = new(new BrokerOptions { Name = "sender" });
    private readonly ClusterBroker _joined;
    private readonly ClusterBroker _sender;

    private DurableTells(string url)
    {
        _sending = new NatsCluster(url);
        _receiving = new NatsCluster(url);
        _owner.Register("sink/{key}", _ => new Sink());
        _joined = _owner.JoinCluster(_receiving);
        _other.Register("sink/{key}", _ => new Sink());
        _sender = _other.JoinCluster(_sending, new ClusterOptions { TakesShards = false });
    }

    public static async Task<IDurableQueue> OpenAsync(string url)
    {
        DurableTells tells = new(url);
        await tells._sender.WaitUntilJoinedAsync();
        while (tells._joined.ShardCount < new ClusterOptions().Shards)
        {
            await Task.Delay(10);
        }

        return tells;
    }

    public Task SendAsync(int key, byte[] body) => _sender.TellDurablyAsync(string.Create(CultureInfo.InvariantCulture, $"sink/{key}"), Frame.Copy(body));

    public async Task<long> CountLeftAsync() => (await _sending.Log.GetStateAsync(DurableStream.Tells)).Count;

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _owner.DisposeAsync();
        await _receiving.DisposeAsync();
        await _sending.DisposeAsync();
    }

    private sealed class Sink : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }
}
