namespace ZmqNative.Cluster;

/// <summary>The place of an entry in its log: the number and the time.</summary>
/// <remarks>
/// An engine that has lost its last changes gives the last numbers again. The entries that get them are younger than those that had them, so of two entries the one with the greater number or the later time
/// is behind the other. Only a clock that was set back at the same time hides it.
/// </remarks>
internal readonly record struct LogPlace(ulong Sequence, DateTimeOffset Time)
{
    public static LogPlace Of(DurableEntry entry) => new(entry.Sequence, entry.Time);

    public bool IsBehind(LogPlace other) => Sequence > other.Sequence || Time > other.Time;

    /// <summary>Whether this one has a number that was given again: it is behind by its time alone.</summary>
    public bool HasNumberAgain(LogPlace other) => Sequence <= other.Sequence && Time > other.Time;

    /// <summary>Returns the greater number and the later time: times may go back a little while numbers grow.</summary>
    public LogPlace Max(LogPlace other) => new(Math.Max(Sequence, other.Sequence), Time > other.Time ? Time : other.Time);
}
