namespace ZmqNative.Samples.Gateway;

/// <summary>Adds each message of the topic to the log.</summary>
internal sealed class UpdatesHandler(GatewayOptions options, MessageLog log, GatewayCounters counters, TimeProvider time) : ISubscriptionHandler
{
    // In milliseconds. A negative or higher value has another cause, such as another clock or a recorded message.
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
