namespace ZmqNative.Tests.Faults;

/// <summary>
/// The faults that a <see cref="FaultyRelay"/> injects into new connections. Positions are chosen by the seed of the relay, and by nothing
/// else: the number of the connection and its direction.
/// </summary>
internal sealed record RelayFaults
{
    /// <summary>A relay that passes everything on.</summary>
    public static readonly RelayFaults None = new();

    /// <summary>The time by which each read is passed on later.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether each byte is written by a call of its own.</summary>
    public bool SplitsToBytes { get; init; }

    /// <summary>
    /// The mean number of bytes of a direction after which the connection is reset (RST), from half to one and a half times as many. Default
    /// 0 for never.
    /// </summary>
    public int ResetAfter { get; init; }

    /// <summary>The mean number of bytes of a direction between two bytes that are changed, likewise. Default 0 for never.</summary>
    public int CorruptAfter { get; init; }
}
