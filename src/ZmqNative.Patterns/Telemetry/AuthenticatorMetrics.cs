using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ZmqNative.Patterns;

/// <summary>The metrics of authenticators, in the meter of the library.</summary>
internal static class AuthenticatorMetrics
{
    private static readonly ConcurrentDictionary<Authenticator, byte> Live = new();

    static AuthenticatorMetrics()
    {
        PatternMetrics.Meter.CreateObservableCounter(
            "zmqnative.authentication.decisions", ObserveDecisions, "{decision}", "Decisions of authenticators about peers that connect.");
        PatternMetrics.Meter.CreateObservableGauge(
            "zmqnative.authentication.in_flight",
            static () => Live.Keys.Select(static a => new Measurement<int>(a.Statistics.InFlight, Tags(a))),
            "{call}",
            "Calls of checks that are running now.");
    }

    public static void Add(Authenticator authenticator) => Live[authenticator] = 0;

    public static void Remove(Authenticator authenticator) => Live.TryRemove(authenticator, out _);

    private static IEnumerable<Measurement<long>> ObserveDecisions()
    {
        foreach (Authenticator authenticator in Live.Keys)
        {
            AuthenticatorStatistics counts = authenticator.Statistics;
            foreach ((string outcome, long value) in new[]
            {
                ("accepted", counts.Accepted),
                ("refused", counts.Refused),
                ("failed", counts.Failed),
                ("failed_temporarily", counts.FailedTemporarily),
                ("timed_out", counts.TimedOut),
                ("overloaded", counts.Overloaded),
                ("superseded", counts.Superseded),
                ("malformed", counts.Malformed),
            })
            {
                KeyValuePair<string, object?>[] tags = [.. Tags(authenticator), new("zmqnative.authentication.outcome", outcome)];
                yield return new Measurement<long>(value, tags);
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(Authenticator authenticator) =>
        [new("messaging.system", PatternMetrics.System), new("messaging.client.id", authenticator.Name)];
}
