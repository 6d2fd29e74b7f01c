namespace ZmqNative.Cluster.Checker;

/// <summary>The options of a simulation.</summary>
internal sealed record SimulationOptions
{
    /// <summary>The number of brokers at the begin.</summary>
    public int Brokers { get; init; } = 1000;

    /// <summary>The number of shards.</summary>
    public int Shards { get; init; } = 16_384;

    /// <summary>The number of keys whose distribution is counted.</summary>
    public int Keys { get; init; } = 1_000_000;

    /// <summary>The lease of the brokers, in virtual time.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Writes a line about each phase.</summary>
    public Action<string> Log { get; init; } = static _ => { };
}
