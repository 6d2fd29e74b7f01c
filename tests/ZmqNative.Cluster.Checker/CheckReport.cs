namespace ZmqNative.Cluster.Checker;

/// <summary>The result of a check.</summary>
/// <param name="Violations">The observations that contradict the guarantees.</param>
/// <param name="Accepted">The number of writes that the store has accepted.</param>
/// <param name="Refused">The number of writes that the store has refused for their fence.</param>
/// <param name="Asks">The number of asks.</param>
/// <param name="Answered">The number of asks that were answered.</param>
/// <param name="Faults">The number of faults of each kind.</param>
/// <param name="Gaps">The times of more than half a second without an accepted write of a key, for whatever reason, in order.</param>
/// <param name="TakeOvers">The times of take-overs.</param>
internal sealed record CheckReport(
    IReadOnlyList<string> Violations,
    long Accepted,
    long Refused,
    long Asks,
    long Answered,
    IReadOnlyDictionary<string, int> Faults,
    IReadOnlyList<TimeSpan> Gaps,
    TakeOverReport TakeOvers)
{
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"asks {Asks}, answered {Answered}; writes accepted {Accepted}, refused for their fence {Refused}",
            FaultKind.Describe(Faults),
            TakeOvers.ToString(),
            $"times above half a second without a write of a key, restarts of the server included: {Quantiles.Describe(Gaps)}",
            Violations.Count == 0 ? "no violation" : $"{Violations.Count} VIOLATIONS",
            .. Violations.Take(20),
        ]);
}
