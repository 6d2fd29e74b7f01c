using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace ZmqNative.Patterns;

/// <summary>The meter and the activity source of the library. Instruments observe plain fields, at no cost per message.</summary>
internal static class PatternMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "ZmqNative";

    /// <summary>The value of <c>messaging.system</c>.</summary>
    public const string System = "zeromq";

    /// <summary>The activity source of requests and handlers.</summary>
    public static readonly ActivitySource Activities = new(SourceName);

    // The boundaries that OpenTelemetry recommends for durations in seconds, and some below: messages are faster than web requests.
    public static readonly InstrumentAdvice<double> DurationAdvice = new()
    {
        HistogramBucketBoundaries =
            [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly ConcurrentDictionary<Pattern, byte> Live = new();
    /// <summary>The meter.</summary>
    public static readonly Meter Meter = CreateMeter();

    /// <summary>The time of handlers, those of actors included.</summary>
    public static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram<double>(
        "messaging.process.duration", "s", "The time that handlers run.", tags: null, DurationAdvice);

    private static readonly Histogram<double> OperationDuration = Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "The time until requests get their replies.", tags: null, DurationAdvice);

    public static void Add(Pattern pattern) => Live[pattern] = 0;

    public static void Remove(Pattern pattern) => Live.TryRemove(pattern, out _);

    /// <summary>Returns the timestamp for the begin of a handler; 0 if durations are not measured.</summary>
    public static long BeginProcess() => ProcessDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Returns the timestamp for the begin of a request; 0 if durations are not measured.</summary>
    public static long BeginRequest() => OperationDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public static void EndProcess(Pattern pattern, long begin, Exception? failure) =>
        Record(ProcessDuration, "process", pattern, begin, failure);

    public static void EndRequest(Pattern pattern, long begin, Exception? failure) =>
        Record(OperationDuration, "request", pattern, begin, failure);

    /// <summary>Records a duration. Listeners are user code: when one throws only the measurement is lost, and not the loop that calls a handler.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A listener may throw anything.")]
    public static void Record(Histogram<double> histogram, TimeSpan duration, in TagList tags)
    {
        try
        {
            histogram.Record(duration.TotalSeconds, tags);
        }
        catch (Exception)
        {
            // As said above.
        }
    }

    private static void Record(Histogram<double> histogram, string operation, Pattern pattern, long begin, Exception? failure)
    {
        if (begin != 0)
        {
            TagList tags = Tags(pattern);
            tags.Add("messaging.operation.name", operation);
            if (failure is not null)
            {
                tags.Add("error.type", failure.GetType().FullName);
            }

            Record(histogram, Stopwatch.GetElapsedTime(begin), tags);
        }
    }

    private static Meter CreateMeter()
    {
        Meter meter = new(SourceName);
        meter.CreateObservableCounter(
            "messaging.client.sent.messages", () => Observe(static s => s.Sent), "{message}", "Messages that libzmq has accepted.");
        meter.CreateObservableCounter(
            "messaging.client.consumed.messages", () => Observe(static s => s.Received), "{message}", "Messages received.");
        meter.CreateObservableCounter(
            "zmqnative.dropped.messages", () => Observe(static s => s.Dropped), "{message}", "Messages dropped by this side.");
        meter.CreateObservableCounter(
            "zmqnative.dropped.unreachable",
            () => Observe(static s => s.DroppedUnreachable),
            "{message}",
            "Replies dropped because the peer that asked had disconnected; among zmqnative.dropped.messages, too.");
        meter.CreateObservableCounter(
            "zmqnative.dropped.queue_full",
            () => Observe(static s => s.DroppedQueueFull),
            "{message}",
            "Replies dropped because the queue of the peer that asked was full; among zmqnative.dropped.messages, too.");
        meter.CreateObservableCounter(
            "zmqnative.dropped.revoked",
            () => Observe(static s => s.DroppedRevoked),
            "{message}",
            "Messages received from users who are not accepted any more.");
        meter.CreateObservableCounter(
            "zmqnative.refused.connections",
            () => Observe(static s => s.RefusedConnections),
            "{connection}",
            "Connections closed when they were accepted, because of a limit.");
        meter.CreateObservableCounter(
            "zmqnative.revoked.connections",
            () => Observe(static s => s.RevokedConnections),
            "{connection}",
            "Connections ended because their users are not accepted any more.");
        meter.CreateObservableCounter(
            "zmqnative.dropped.forbidden",
            () => Observe(static s => s.DroppedForbidden),
            "{message}",
            "Messages of peers to actors that they may not reach.");
        meter.CreateObservableCounter(
            "zmqnative.dropped.over_quota",
            () => Observe(static s => s.DroppedOverQuota),
            "{message}",
            "Messages refused because their peer, or all peers together, held as much as they may.");
        meter.CreateObservableCounter(
            "zmqnative.drop.episodes",
            () => Observe(static s => s.DropEpisodes),
            "{episode}",
            "Times that the queue of a subscriber became full, so that messages were dropped.");
        meter.CreateObservableCounter(
            "zmqnative.malformed.messages", () => Observe(static s => s.Malformed), "{message}", "Messages that could not be read.");
        meter.CreateObservableCounter(
            "zmqnative.oversized.connections",
            () => Observe(static s => s.Oversized),
            "{connection}",
            "Connections ended because of the size of a message of their peer.");
        meter.CreateObservableCounter(
            "zmqnative.refused.subscriptions",
            () => Observe(static s => s.RefusedSubscriptions),
            "{subscription}",
            "Subscriptions of peers that were over a limit.");
        meter.CreateObservableCounter(
            "zmqnative.torn.messages",
            () => Observe(static s => s.Torn),
            "{message}",
            "Messages whose connection was lost before all their frames had arrived.");
        meter.CreateObservableCounter(
            "zmqnative.failed.handlers", () => Observe(static s => s.Failed), "{call}", "Handlers that threw.");
        meter.CreateObservableCounter(
            "zmqnative.lost.messages", () => Observe(static s => s.Lost), "{message}", "Messages not sent when their pattern ended.");
        meter.CreateObservableCounter(
            "zmqnative.unhandled.messages",
            () => Observe(static s => s.Unhandled),
            "{message}",
            "Messages that had come and were not handled when their pattern ended.");
        meter.CreateObservableCounter(
            "zmqnative.acknowledged.messages",
            () => Observe(static s => s.Acknowledged),
            "{message}",
            "Messages of acknowledged delivery that were acknowledged.");
        meter.CreateObservableCounter(
            "zmqnative.redelivered.messages",
            () => Observe(static s => s.Redelivered),
            "{message}",
            "Messages of acknowledged delivery that were sent or received again.");
        meter.CreateObservableCounter(
            "zmqnative.undeliverable.messages",
            () => Observe(static s => s.Undeliverable),
            "{message}",
            "Messages of acknowledged delivery that were given up.");
        meter.CreateObservableGauge(
            "zmqnative.unacknowledged.messages",
            static () => Live.Keys.OfType<Pusher>().Select(static p => new Measurement<int>(p.Unacknowledged, Tags(p))),
            "{message}",
            "Messages of pushers that are not acknowledged yet.");
        meter.CreateObservableCounter(
            "zmqnative.reconnects",
            () => Observe(static s => s.Reconnects),
            "{connection}",
            "Endpoints connected again after libzmq had given them up.");
        meter.CreateObservableCounter(
            "zmqnative.proxied.messages",
            static () => ObserveProxies(static s => (s.ForwardMessages, s.BackwardMessages)),
            "{message}",
            "Messages that a proxy has passed.");
        meter.CreateObservableCounter(
            "zmqnative.proxied.bytes",
            static () => ObserveProxies(static s => (s.ForwardBytes, s.BackwardBytes)),
            "By",
            "The bytes of the messages that a proxy has passed.");
        meter.CreateObservableGauge(
            "zmqnative.pending.sends",
            static () => Live.Keys.Select(static p => new Measurement<int>(p.Socket.PendingSends, Tags(p))),
            "{message}",
            "Messages that wait for space in a queue now.");
        meter.CreateObservableGauge(
            "zmqnative.requests.in_flight",
            static () => Live.Keys.Where(static p => p is IRequester).Select(static p => new Measurement<int>(((IRequester)p).InFlight, Tags(p))),
            "{request}",
            "Requests that wait for their replies now.");
        meter.CreateObservableGauge(
            "zmqnative.connected.peers",
            static () => Live.Keys.Select(static p => new Measurement<int>(p.ConnectedPeers, Tags(p))),
            "{peer}",
            "Peers connected now.");
        return meter;
    }

    private static IEnumerable<Measurement<long>> ObserveProxies(Func<MessageProxyStatistics, (long Forward, long Backward)> fields)
    {
        foreach (MessageProxy proxy in Live.Keys.OfType<MessageProxy>())
        {
            (long forward, long backward) = fields(proxy.Passed);
            foreach ((string direction, long value) in new[] { ("forward", forward), ("backward", backward) })
            {
                TagList tags = Tags(proxy);
                tags.Add("zmqnative.direction", direction);
                yield return new Measurement<long>(value, tags);
            }
        }
    }

    private static IEnumerable<Measurement<long>> Observe(Func<PatternStatistics, long> field) =>
        Live.Keys.Select(pattern => new Measurement<long>(field(pattern.Statistics), Tags(pattern)));

    private static TagList Tags(Pattern pattern) => new()
    {
        { "messaging.system", System },
        { "messaging.client.id", pattern.Name },
        { "zmqnative.pattern", pattern.Kind },
    };
}
