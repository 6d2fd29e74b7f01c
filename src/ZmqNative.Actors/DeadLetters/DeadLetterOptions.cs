namespace ZmqNative.Actors;

/// <summary>How many dead letters are kept for those who read them.</summary>
public sealed record DeadLetterOptions
{
    /// <summary>
    /// How many bytes of letters may wait for one reader of <see cref="DeadLetterFeed.ReadAllAsync"/>. Default 16 MiB. When a reader is
    /// behind, the oldest letters are dropped and counted in <see cref="DeadLetterFeed.Missed"/>; the newest one is always kept, even if it
    /// alone is larger.
    /// </summary>
    /// <remarks>
    /// Counted are the bytes of texts, of byte arrays and other arrays of primitive values, of <see cref="ReadOnlyMemory{T}"/> of bytes, of
    /// these in a <see cref="TopicMessage"/>, and what <see cref="SizeOf"/> says of other messages; plus 256 bytes a letter, and 1,024 for a
    /// <see cref="DeadLetter.Cause"/>. A frame has been freed before and counts no bytes.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long MaxBytesPerReader
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 16 << 20;

    /// <summary>
    /// Returns how many bytes a message of another type keeps in memory. Default null: such messages count as a letter without a
    /// message, so that only the number of letters limits them.
    /// </summary>
    /// <remarks>Called once for each such letter while there is a reader, on any thread. If it throws, the message counts no bytes.</remarks>
    public Func<object, long>? SizeOf { get; init; }
}
