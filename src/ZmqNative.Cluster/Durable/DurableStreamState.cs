namespace ZmqNative.Cluster;

/// <summary>The state of a stream, or of the entries of one subject in it.</summary>
/// <param name="Count">The number of entries that are kept: of tells, those that are not acknowledged.</param>
/// <param name="LastSequence">The number of the last entry that was appended to the stream, with any subject; 0 if there was none.</param>
public readonly record struct DurableStreamState(long Count, ulong LastSequence)
{
    /// <summary>The number of the first entry that is kept, with any subject; one more than <see cref="LastSequence"/> if there is none.</summary>
    public ulong FirstSequence { get; init; }

    /// <summary>The time at which the stream was made. Another one means that the stream was lost and made anew.</summary>
    public DateTimeOffset Created { get; init; }
}
