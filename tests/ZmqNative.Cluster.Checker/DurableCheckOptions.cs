namespace ZmqNative.Cluster.Checker;

/// <summary>The options of a check of durable tells.</summary>
internal sealed record DurableCheckOptions
{
    /// <summary>The least number of durable tells. Each lane ends with a few more, at its next confirmation.</summary>
    public int Tells { get; init; } = 100_000;

    /// <summary>The least time for which tells are sent and faults are injected. Zero: until the tells are sent and each kind of fault has happened.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time, in addition to <see cref="Duration"/>, after which a run that has not come to its end does so with a violation.</summary>
    public TimeSpan EndLimit { get; init; } = TimeSpan.FromMinutes(12);

    /// <summary>The number of keys. A multiple of <see cref="Lanes"/>.</summary>
    public int Keys { get; init; } = 1000;

    /// <summary>The number of tells that the sender has in flight.</summary>
    public int Lanes { get; init; } = 50;

    /// <summary>The seed of the faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The lease of the brokers.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The number of broker processes.</summary>
    public int Brokers { get; init; } = 3;

    /// <summary>Writes a line about each fault.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>Returns the key and the number within the key of a tell of a lane: those of a key are sent one after the other.</summary>
    public (int Key, int Number) At(int lane, int position)
    {
        int keys = Keys / Lanes;
        return (lane + (position % keys * Lanes), position / keys);
    }
}
