namespace ZmqNative.Cluster;

/// <summary>The position in a stream at which a reading begins. The default value is the first entry that is kept.</summary>
public readonly record struct DurablePosition
{
    private DurablePosition(ulong sequence, DateTimeOffset? time, bool isLast) => (Sequence, Time, IsLastPerSubject) = (sequence, time, isLast);

    /// <summary>The first entry that is kept.</summary>
    public static DurablePosition First => default;

    /// <summary>The last entry of each subject, and what follows.</summary>
    public static DurablePosition LastPerSubject { get; } = new(0, null, isLast: true);

    /// <summary>The least number of the entries that are read; 0 for all.</summary>
    public ulong Sequence { get; }

    /// <summary>The least time of the entries that are read; null for all.</summary>
    public DateTimeOffset? Time { get; }

    /// <summary>Whether of the entries that exist only the last one of each subject is read.</summary>
    public bool IsLastPerSubject { get; }

    /// <summary>Returns the position of the entry with a number, or of the next one that is kept.</summary>
    /// <param name="sequence">The number.</param>
    /// <returns>The position.</returns>
    public static DurablePosition From(ulong sequence) => new(sequence, null, isLast: false);

    /// <summary>Returns the position of the first entry that was stored at a time or later.</summary>
    /// <param name="time">The time, by the clock of the engine.</param>
    /// <returns>The position.</returns>
    public static DurablePosition From(DateTimeOffset time) => new(0, time, isLast: false);
}
