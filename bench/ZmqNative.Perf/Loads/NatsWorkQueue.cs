using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Cluster;

namespace ZmqNative.Perf;

/// <summary>The same as <see cref="DurableTells"/> by NATS.Net alone: a work queue with ids, and one consumer that acknowledges each message, in no order per key.</summary>
internal sealed class NatsWorkQueue : IDurableQueue
{
    private const string Stream = "work";

    private readonly NatsConnection _sending;
    private readonly NatsConnection _receiving;
    private readonly NatsJSContext _streams;
    private readonly CancellationTokenSource _end = new();
    private Task _handling = Task.CompletedTask;

    private NatsWorkQueue(string url)
    {
        _sending = new NatsConnection(new NatsOpts { Url = url });
        _receiving = new NatsConnection(new NatsOpts { Url = url });
        _streams = new NatsJSContext(_sending);
    }

    public static async Task<IDurableQueue> OpenAsync(string url)
    {
        NatsWorkQueue queue = new(url);
        _ = await queue._streams.CreateStreamAsync(new StreamConfig(Stream, [$"{Stream}.*"])
        {
            Retention = StreamConfigRetention.Workqueue,
            Storage = StreamConfigStorage.File,
            DuplicateWindow = new DurableLogSettings().DuplicateWindow,
        });
        INatsJSConsumer consumer = await new NatsJSContext(queue._receiving).CreateOrUpdateConsumerAsync(
            Stream, new ConsumerConfig("reader") { AckPolicy = ConsumerConfigAckPolicy.Explicit, MaxAckPending = -1 });
        queue._handling = HandleAsync(consumer, queue._end.Token);
        return queue;
    }

    public async Task SendAsync(int key, byte[] body)
    {
        PubAckResponse stored = await _streams.PublishAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Stream}.{key}"),
            body,
            NatsRawSerializer<byte[]>.Default,
            new NatsJSPubOpts { MsgId = Guid.NewGuid().ToString("N") });
        stored.EnsureSuccess();
    }

    public async Task<long> CountLeftAsync()
    {
        if (_handling.IsFaulted)
        {
            await _handling;
        }

        return (await _streams.GetStreamAsync(Stream)).Info.State.Messages;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _handling;
        _end.Dispose();
        await _receiving.DisposeAsync();
        await _sending.DisposeAsync();
    }

    private static async Task HandleAsync(INatsJSConsumer consumer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (INatsJSMsg<byte[]> message in consumer.ConsumeAsync(NatsRawSerializer<byte[]>.Default, cancellationToken: cancellationToken))
            {
                await message.AckAsync(cancellationToken: cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
