namespace ZmqNative.Cluster.Checker;

/// <summary>The options of a check.</summary>
internal sealed record CheckOptions
{
    /// <summary>The time for which faults are injected.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The seed of the faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The lease of the brokers.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The number of broker processes.</summary>
    public int Brokers { get; init; } = 3;

    /// <summary>The number of keys.</summary>
    public int Keys { get; init; } = 48;

    /// <summary>Writes a line about each fault.</summary>
    public Action<string> Log { get; init; } = static _ => { };
}
