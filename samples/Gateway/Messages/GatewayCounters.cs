using System.Diagnostics.Metrics;

namespace ZmqNative.Samples.Gateway;

/// <summary>The counts of the gateway, as fields for its page and as instruments for <c>/metrics</c>.</summary>
internal sealed class GatewayCounters : IDisposable
{
    public const string MeterName = "ZmqNative.Gateway";

    private readonly Meter _meter;
    private readonly Histogram<double> _latency;
    private readonly LatencyWindow _window = new();
    private long _accepted;
    private long _malformed;
    private long _oversized;
    private long _skipped;
    private int _viewers;

    public GatewayCounters(IMeterFactory meters, MessageLog log, ListLimiter lists)
    {
        _meter = meters.Create(MeterName);
        _latency = _meter.CreateHistogram(
            "gateway.latency",
            "ms",
            "From a message's timestamp to its arrival.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000, 10_000] });
        _meter.CreateObservableCounter("gateway.accepted.messages", () => Accepted, "{message}", "Sent on by /send-message.");
        _meter.CreateObservableCounter("gateway.received.messages", () => log.State.Received, "{message}", "Received on the topic.");
        _meter.CreateObservableUpDownCounter("gateway.buffer.messages", () => log.State.Count, "{message}", "Kept now.");
        _meter.CreateObservableCounter("gateway.buffer.dropped", () => log.State.Dropped, "{message}", "The oldest, replaced by new ones.");
        _meter.CreateObservableUpDownCounter("gateway.buffer.bytes", () => log.State.Bytes, "By", "The memory of the messages kept.");
        _meter.CreateObservableUpDownCounter("gateway.lists.open", () => lists.Open, "{list}", "Lists of messages that are being sent.");
        _meter.CreateObservableUpDownCounter("gateway.lists.bytes", () => lists.Bytes, "By", "The memory of the messages that these lists hold.");
        _meter.CreateObservableCounter("gateway.lists.refused", () => lists.Refused, "{list}", "Lists refused, as too many were being sent.");
        _meter.CreateObservableCounter("gateway.lists.ended", () => lists.Ended, "{list}", "Lists of slow readers, ended to serve others.");
        _meter.CreateObservableCounter("gateway.malformed.messages", () => Malformed, "{message}", "Received, but no JSON.");
        _meter.CreateObservableCounter("gateway.oversized.messages", () => Oversized, "{message}", "Received, but too long.");
        _meter.CreateObservableCounter("gateway.live.skipped", () => Skipped, "{message}", "Messages not shown to slow viewers.");
        _meter.CreateObservableUpDownCounter("gateway.live.viewers", () => Viewers, "{viewer}", "Watching now.");
    }

    /// <summary>Messages that <c>/send-message</c> answered with success.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Received messages that are no JSON.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Received messages that are longer than allowed.</summary>
    public long Oversized => Interlocked.Read(ref _oversized);

    /// <summary>Messages not shown to slow viewers, counted for each viewer.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>The number of viewers.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    public void CountMalformed() => Interlocked.Increment(ref _malformed);

    public void CountOversized() => Interlocked.Increment(ref _oversized);

    public void CountSkipped(long messages) => Interlocked.Add(ref _skipped, messages);

    public void CountLatency(double? milliseconds)
    {
        if (milliseconds is { } value)
        {
            _latency.Record(value);
            _window.Add(value);
        }
    }

    /// <summary>The latencies since the last call.</summary>
    public Latencies? TakeLatencies() => _window.Take();

    /// <returns>False when there are enough viewers.</returns>
    public bool TryEnter(int most)
    {
        if (Interlocked.Increment(ref _viewers) <= most)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _viewers);

    public void Dispose() => _meter.Dispose();
}
