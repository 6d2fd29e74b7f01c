namespace ZmqNative.Actors;

/// <summary>A durable tell that an actor of a cluster handles: see <see cref="ActorContext.Durable"/>.</summary>
/// <remarks>It is handled at least once: again after a failure, and by the next owner of the key if this one could not acknowledge it.</remarks>
/// <param name="Id">The id that its sender has given, or the random one that it got.</param>
/// <param name="Sequence">The number in the log. Of two durable tells to one key the later one has the greater number, or, after the log has lost its last changes, the later <paramref name="Time"/>.</param>
/// <param name="LogCreated">The time at which the log was made. Another time means that the log was lost and made anew: its numbers begin at 1 again.</param>
/// <param name="Time">The time at which it was stored, by the clock of the engine.</param>
/// <param name="Attempt">The number of the attempt of this broker to have it handled, from 1 on. An attempt that has failed is counted.</param>
public sealed record DurableTell(string Id, ulong Sequence, DateTimeOffset LogCreated, DateTimeOffset Time, int Attempt);
