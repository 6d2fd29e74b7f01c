namespace ZmqNative.Actors;

/// <summary>The limits of the dead letters that are kept for readers.</summary>
public sealed record DeadLetterOptions
{
    /// <summary>
    /// The number of bytes of letters that may wait for one reader of <see cref="DeadLetterFeed.ReadAllAsync"/>. At least 1. Default
    /// 16 MiB. When a reader is too slow, the oldest letters are dropped and counted in <see cref="DeadLetterFeed.Missed"/>; the newest one is
    /// always kept, even if it alone is larger.
    /// </summary>
    /// <remarks>
    /// Counted are the bytes of texts, of byte arrays and other arrays of primitive values, of <see cref="ReadOnlyMemory{T}"/> of bytes, of
    /// these in a <see cref="TopicMessage"/>, and for other messages the result of <see cref="SizeOf"/>; plus 256 bytes for each letter, and
    /// 1,024 for a <see cref="DeadLetter.Cause"/>. A frame was disposed before and counts no bytes.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long MaxBytesPerReader
    {
        get;
        init => field = ActorOptionChecks.Bytes(value);
    } = 16 << 20;

    /// <summary>
    /// The function from a message of another type to the number of bytes that it keeps in memory. Default null: such messages count 0 bytes,
    /// so that only the number of letters limits them.
    /// </summary>
    /// <remarks>Called once for each such letter while there is a reader, on any thread. If it throws, the message counts no bytes.</remarks>
    public Func<object, long>? SizeOf { get; init; }
}
