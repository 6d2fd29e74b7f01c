namespace ZmqNative.Cluster.Checker;

/// <summary>The result of a check of durable tells.</summary>
/// <param name="Violations">The observations that contradict the guarantees.</param>
/// <param name="Accepted">The number of tells whose storage the engine has confirmed.</param>
/// <param name="Effects">The number of effects in the store.</param>
/// <param name="Repeated">The number of handlings whose effect was there already.</param>
/// <param name="StoredAgain">The number of tells that the engine has stored again after it had been started again, whose effect was there already.</param>
/// <param name="Refused">The number of handlings that the store has refused, since their key had another owner.</param>
/// <param name="Faults">The number of faults of each kind.</param>
/// <param name="Sending">The time until the last tell was confirmed.</param>
/// <param name="Total">The time until the last effect.</param>
internal sealed record DurableReport(
    IReadOnlyList<string> Violations,
    long Accepted,
    long Effects,
    long Repeated,
    long StoredAgain,
    long Refused,
    IReadOnlyDictionary<string, int> Faults,
    TimeSpan Sending,
    TimeSpan Total)
{
    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"durable tells confirmed {Accepted}; effects {Effects}, handled again and left out {Repeated}, stored again and left out {StoredAgain}, refused for their fence {Refused}",
            FaultKind.Describe(Faults),
            $"sent in {Sending.TotalSeconds:0} s, all effects in {Total.TotalSeconds:0} s",
            Violations.Count == 0 ? "no violation" : $"{Violations.Count} VIOLATIONS",
            .. Violations.Take(20),
        ]);
}
