using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster;

/// <summary>The durable topics of a broker in a cluster. They need the engine, and no lease.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The end of the cluster disposes it, after all publications and readings.")]
internal sealed class DurableTopics
{
    private readonly Broker _broker;
    private readonly DurableLogOpener _opener;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly DurableAppender _appender;
    private readonly ConcurrentDictionary<TopicReading, byte> _readings = new();
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private long _published;
    private long _failed;
    private long _read;
    private long _missed;

    public DurableTopics(Broker broker, DurableLogOpener opener, ClusterOptions options, TimeProvider clock)
    {
        _broker = broker;
        _opener = opener;
        _timeout = options.DurableTimeout;
        _clock = clock;
        _appender = new DurableAppender(opener, options, clock);
        _ended = _end.Token;
    }

    /// <summary>The number of publications that the engine has confirmed.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>The number of publications that the engine has not confirmed in time.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The number of publications that subscriptions have got.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>The number of entries that the limits have removed before subscriptions could read them.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Whether publications and subscriptions have ended, or are about to.</summary>
    public bool HasEnded => _ended.IsCancellationRequested;

    /// <summary>The number of subscriptions.</summary>
    public int Subscriptions => _readings.Count;

    /// <summary>The number of entries that exist, and that the subscription furthest behind has not got.</summary>
    public long Lag => _readings.Keys.Select(static reading => reading.Lag).DefaultIfEmpty().Max();

    /// <summary>The failure of a subscription that cannot reach the engine now; null if there is none.</summary>
    public Exception? Failure => _readings.Keys.Select(static reading => reading.Failure).FirstOrDefault(static failure => failure is not null);

    /// <summary>Returns statistics with the counts of durable topics.</summary>
    public ClusterStatistics AddTo(ClusterStatistics statistics) => statistics with
    {
        DurablePublished = Published,
        DurablePublishFailures = Failed,
        DurableSubscriptions = Subscriptions,
        DurableRead = Read,
        DurableMissed = Missed,
        DurableLag = Lag,
    };

    public async Task<ulong> PublishAsync(string topic, object payload, string? id, CancellationToken cancellationToken)
    {
        DurableMessage message = TopicPayload.Write(topic, payload, id ?? Guid.NewGuid().ToString("N"), _broker.Options.Serializer);
        try
        {
            ulong sequence = await _appender.AppendAsync(DurableStream.Topics, message, ready: null, cancellationToken).ConfigureAwait(false);
            _ = Interlocked.Increment(ref _published);
            return sequence;
        }
        catch (ClusterEngineException)
        {
            _ = Interlocked.Increment(ref _failed);
            throw;
        }
    }

    public async IAsyncEnumerable<DurablePublication> SubscribeAsync(
        string topic, DurablePosition from, bool isPrefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, typeof(ClusterBroker));
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended);
        TopicReading reading = new(_broker, _opener, topic, isPrefix, from, _timeout, _clock);
        _ = _readings.TryAdd(reading, 0);
        try
        {
            while (await NextAsync(reading, either.Token, cancellationToken).ConfigureAwait(false) is { } publication)
            {
                _ = Interlocked.Increment(ref _read);
                _ = Interlocked.Add(ref _missed, (long)publication.Missed);
                yield return publication;
            }
        }
        finally
        {
            _ = _readings.TryRemove(reading, out _);
            await reading.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends publications and subscriptions.</summary>
    public async Task EndAsync()
    {
        // Their sources are linked to this one: it is not disposed, as they may be made at this moment.
        await _end.CancelAsync().ConfigureAwait(false);
        await _appender.EndAsync().ConfigureAwait(false);
    }

    // Null when the cluster has ended.
    private async ValueTask<DurablePublication?> NextAsync(TopicReading reading, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.NextAsync(either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
