using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ZmqNative.Patterns;

/// <summary>The one meter and the one activity source. Instruments observe plain fields: messages pay nothing for them.</summary>
internal static class PatternMetrics
{
    /// <summary>The name of both.</summary>
    public const string SourceName = "ZmqNative";

    /// <summary>Requests and handlers, when somebody listens.</summary>
    public static readonly ActivitySource Activities = new(SourceName);

    private static readonly ConcurrentDictionary<Pattern, byte> Live = new();
    private static readonly Meter Meter = CreateMeter();

    public static void Add(Pattern pattern) => Live[pattern] = 0;

    public static void Remove(Pattern pattern) => Live.TryRemove(pattern, out _);

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
            "zmqnative.malformed.messages", () => Observe(static s => s.Malformed), "{message}", "Messages that could not be read.");
        meter.CreateObservableCounter(
            "zmqnative.failed.handlers", () => Observe(static s => s.Failed), "{call}", "Handlers that threw.");
        meter.CreateObservableGauge(
            "zmqnative.connected.peers",
            static () => Live.Keys.Select(static p => new Measurement<int>(p.ConnectedPeers, Tags(p))),
            "{peer}",
            "Peers connected now.");
        return meter;
    }

    private static IEnumerable<Measurement<long>> Observe(Func<PatternStatistics, long> field) =>
        Live.Keys.Select(pattern => new Measurement<long>(field(pattern.Statistics), Tags(pattern)));

    private static TagList Tags(Pattern pattern) => new()
    {
        { "messaging.system", "zeromq" },
        { "messaging.client.id", pattern.Name },
        { "zmqnative.pattern", pattern.GetType().Name },
    };
}
