using System.Diagnostics.CodeAnalysis;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.Cluster.Nats;

/// <summary>The readings of streams that the server has for this broker: begins them, and lets the server forget them. Thread-safe.</summary>
/// <param name="engine">The engine.</param>
internal sealed class NatsReadings(NatsEngine engine)
{
    // The time after which the server forgets a reading that asks for nothing, as its process has ended: longer than one request of the client, and short, since each removal costs time for each reading.
    private static readonly TimeSpan InactiveThreshold = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ForgetTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Begins a reading.</summary>
    /// <param name="operation">The operation, for exceptions.</param>
    /// <param name="stream">The name of the stream on the server.</param>
    /// <param name="filter">The subject of NATS; null for all.</param>
    /// <param name="from">The position of the first entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reading.</returns>
    public async ValueTask<NatsReading> BeginAsync(string operation, string stream, string? filter, DurablePosition from, CancellationToken cancellationToken)
    {
        ConsumerConfig config = new()
        {
            Name = $"read-{Guid.NewGuid():N}",
            FilterSubject = filter,
            AckPolicy = ConsumerConfigAckPolicy.None,
            InactiveThreshold = InactiveThreshold,
            MemStorage = true,
            NumReplicas = 1,
            DeliverPolicy = from.IsLastPerSubject ? ConsumerConfigDeliverPolicy.LastPerSubject
                : from.Time is not null ? ConsumerConfigDeliverPolicy.ByStartTime
                : from.Sequence > 0 ? ConsumerConfigDeliverPolicy.ByStartSequence
                : ConsumerConfigDeliverPolicy.All,
            OptStartSeq = from.Sequence,
            OptStartTime = from.Time ?? default,
        };
        try
        {
            INatsJSConsumer consumer = await engine.CallAsync(operation, token => engine.Streams.CreateOrUpdateConsumerAsync(stream, config, token), cancellationToken).ConfigureAwait(false);

            // Behind the consumer: that of a stream which is made anew in between reads nothing, so no entry gets the time of another stream.
            DateTimeOffset created = NatsLogStream.CreatedOf((await engine.CallAsync(
                operation, token => engine.Streams.GetStreamAsync(stream, cancellationToken: token), cancellationToken).ConfigureAwait(false)).Info);

            // Behind the consumer, too: it is in the memory of one process, and of another one than this it reads nothing.
            return new NatsReading(consumer, created, engine.Connection.ServerInfo?.Id);
        }
        catch (Exception exception) when (exception.InnerException is not NatsJSApiException)
        {
            // The server has not refused it, and may have it nevertheless: an answer is lost with its connection.
            _ = ForgetAsync(stream, config.Name);
            throw;
        }
    }

    /// <summary>Lets the server forget a reading, if it can be reached soon; it does so by itself later.</summary>
    public void Forget(string stream, NatsReading reading) => _ = ForgetAsync(stream, reading.Consumer.Info.Name);

    [SuppressMessage("Design", "CA1031", Justification = "Nobody waits for it, and the server forgets the reading by itself.")]
    private async Task ForgetAsync(string stream, string name)
    {
        try
        {
            using CancellationTokenSource limit = new(ForgetTime);

            // A call without a connection may go on behind its limit, until there is one.
            while (engine.Connection.ConnectionState is NatsConnectionState.Connecting or NatsConnectionState.Reconnecting)
            {
                await Task.Delay(LookInterval, limit.Token).ConfigureAwait(false);
            }

            if (engine.Connection.ConnectionState == NatsConnectionState.Open)
            {
                _ = await engine.Streams.DeleteConsumerAsync(stream, name, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The server was lost, or knows it no more.
        }
    }
}
