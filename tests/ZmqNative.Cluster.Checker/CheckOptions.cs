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

    /// <summary>The number of keys that are also asked by way of another actor, so that brokers send messages to each other.</summary>
    public int KeysBehindActors { get; init; } = 12;

    /// <summary>The time within which every key has an owner again after the last fault, and each broker has left. It only ends a hang, which is a violation.</summary>
    public TimeSpan EndLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Writes a line about each fault.</summary>
    public Action<string> Log { get; init; } = static _ => { };
}
