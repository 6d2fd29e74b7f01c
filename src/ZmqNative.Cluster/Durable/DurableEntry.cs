namespace ZmqNative.Cluster;

/// <summary>An entry of an <see cref="IDurableLog"/>.</summary>
/// <param name="Sequence">The number of the entry in its stream, more than 0. Numbers grow, and none is used twice.</param>
/// <param name="Time">The time at which the engine has stored it, by the clock of the engine.</param>
/// <param name="Message">The message.</param>
public sealed record DurableEntry(ulong Sequence, DateTimeOffset Time, DurableMessage Message);
