using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>The result of a check.</summary>
/// <param name="Violations">The observations that contradict the guarantees.</param>
/// <param name="Accepted">The number of writes that the store has accepted.</param>
/// <param name="Refused">The number of writes that the store has refused for their fence.</param>
/// <param name="Asks">The number of asks.</param>
/// <param name="Answered">The number of asks that were answered.</param>
/// <param name="Faults">The number of faults of each kind.</param>
/// <param name="Gaps">The times without an accepted write of a key after a fault, in order.</param>
internal sealed record CheckReport(
    IReadOnlyList<string> Violations,
    long Accepted,
    long Refused,
    long Asks,
    long Answered,
    IReadOnlyDictionary<string, int> Faults,
    IReadOnlyList<TimeSpan> Gaps)
{
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"asks {Asks}, answered {Answered}; writes accepted {Accepted}, refused for their fence {Refused}",
            $"faults: {string.Join(", ", Faults.OrderBy(static fault => fault.Key, StringComparer.Ordinal).Select(static fault => $"{fault.Key} {fault.Value}"))}",
            Gaps.Count == 0
                ? "no key was without an owner for longer than half a second"
                : $"times without an answer of a key, above half a second: {Gaps.Count}; median {At(0.5)}, p90 {At(0.9)}, p99 {At(0.99)}, longest {At(1)}",
            Violations.Count == 0 ? "no violation" : $"{Violations.Count} VIOLATIONS",
            .. Violations.Take(20),
        ]);

    private string At(double part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Gaps[(int)Math.Min(Gaps.Count - 1, part * Gaps.Count)].TotalSeconds:0.0} s");
}
