namespace ZmqNative.Cluster;

/// <summary>An entry of an <see cref="IDurableLog"/>.</summary>
/// <param name="Sequence">
/// The number of the entry in its stream, more than 0. Numbers grow. An engine that has lost its last changes, as a nats-server that was killed, may give the numbers of entries that were removed again; the time tells them apart.
/// </param>
/// <param name="Time">The time at which the engine has stored it, by the clock of the engine.</param>
/// <param name="Message">The message.</param>
public sealed record DurableEntry(ulong Sequence, DateTimeOffset Time, DurableMessage Message)
{
    /// <summary>The time at which the stream was made. Another one means that the stream was lost and made anew, and counts from 1 again.</summary>
    public DateTimeOffset LogCreated { get; init; }

    /// <summary>The number of further entries that this reading had in front of it when the engine delivered this one; null if the engine does not know it.</summary>
    public long? Pending { get; init; }

    /// <summary>The process of the engine that has delivered the entry, in which numbers are given once; null if it is not known.</summary>
    internal string? Server { get; init; }
}
