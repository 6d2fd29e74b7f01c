namespace ZmqNative.Cluster.Checker;

/// <summary>The times from a fault of a broker until the keys that it owned were written with a greater fence.</summary>
/// <param name="Times">Those of faults without another fault in the same window, in order.</param>
/// <param name="Disturbed">Those of faults beside others, such as restarts of the server, in order. They have no bound.</param>
/// <param name="Bound">The documented bound: lease, margin and two looks.</param>
/// <param name="Allowance">The greatest allowance for the scheduling of the machine that was added to it.</param>
internal sealed record TakeOverReport(IReadOnlyList<TimeSpan> Times, IReadOnlyList<TimeSpan> Disturbed, TimeSpan Bound, TimeSpan Allowance)
{
    public override string ToString() =>
        $"take-overs of keys after one kill or suspension alone: {Quantiles.Describe(Times)}; bound {Quantiles.Seconds(Bound)}, and for the scheduling of the machine at most {Quantiles.Seconds(Allowance)}{Environment.NewLine}"
        + $"take-overs of keys with other faults in the window, not bounded: {Quantiles.Describe(Disturbed)}";
}
