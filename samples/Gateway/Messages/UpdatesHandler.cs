namespace ZmqNative.Samples.Gateway;

/// <summary>Takes every message of the topic into the log.</summary>
internal sealed class UpdatesHandler(GatewayOptions options, MessageLog log, GatewayCounters counters, TimeProvider time) : ISubscriptionHandler
{
    // In milliseconds. More, or less than none, tells of another clock or of a recording, not of this way.
    private const double LongestLatency = 3_600_000;

    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        double now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        if (message.Span.Length > options.MaxMessageBytes)
        {
            counters.CountOversized();
        }
        else if (!MessageReading.TryRead(message.Span, out byte[] json, out double? timestamp))
        {
            counters.CountMalformed();
        }
        else
        {
            double? latency = (now - timestamp) * 1000 is { } elapsed && elapsed >= 0 && elapsed <= LongestLatency ? elapsed : null;
            counters.CountLatency(latency);
            log.Add(json, now, latency);
        }

        return ValueTask.CompletedTask;
    }
}
