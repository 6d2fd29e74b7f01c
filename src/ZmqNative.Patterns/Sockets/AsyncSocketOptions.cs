namespace ZmqNative.Patterns;

/// <summary>How an <see cref="AsyncSocket"/> waits.</summary>
public sealed record AsyncSocketOptions
{
    /// <summary>The defaults.</summary>
    public static readonly AsyncSocketOptions Default = new();

    /// <summary>How many operations may wait per direction. Default 4,096; one more throws.</summary>
    public int MaxPendingOperations { get; init; } = 4096;

    /// <summary>
    /// How long <see cref="AsyncSocket.DisposeAsync"/> waits for sends that found no room, 0 to 24 days. Default 1 second; what is
    /// left then fails and is counted in <see cref="AsyncSocket.LostSends"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too long.</exception>
    public TimeSpan DrainTimeout
    {
        get;
        init
        {
            OptionChecks.Check(value, nameof(value), nameof(DrainTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often a receive that finds nothing yields the processor and tries again before it waits, if the socket is in the middle
    /// of a stream: if at least 16 messages have come since a receive last waited. A send that finds no room does it half as often.
    /// Default 20, a few microseconds in all on an idle machine; 0 waits at once, for services that save processor time rather than
    /// switches of threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxSpins
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 20;

    /// <summary>The limits of what the socket sends; null for none.</summary>
    internal SendLimits? SendLimits { get; init; }
}
