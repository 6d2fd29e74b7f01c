namespace ZmqNative.Actors;

/// <summary>Stops keyed actors that are idle, without losing a message.</summary>
/// <remarks>Its one field per actor is in the cell, to save memory where many actors are idle.</remarks>
internal static class Passivation
{
    /// <summary>Notes that the actor has a turn.</summary>
    public static void NoteActive(ActorCell cell) => cell.ActiveSweep = (byte)(cell.Registration!.Schedule?.Sweep ?? 0);

    /// <summary>Returns the number of sweeps of the registration since the actor's last turn, modulo 256.</summary>
    /// <remarks>
    /// An actor that is scheduled or parked is not idle. A message that is handled between this call and the passivation changes the number of the
    /// handling, and one that comes later is found when the mailbox is closed.
    /// </remarks>
    public static int CountIdleSweeps(ActorCell cell, int sweep) => cell.IsIdle ? (byte)(sweep - cell.ActiveSweep) : 0;

    /// <summary>
    /// Stops the actor if it is idle and no message is in its mailbox or about to be; later messages go to its successor.
    /// </summary>
    /// <param name="cell">The actor.</param>
    /// <param name="handling">The number of the last message that it had handled when it was found idle.</param>
    public static ValueTask PassivateAsync(ActorCell cell, int handling) =>
        cell.Status == ActorStatus.Running && cell.Context.Handling == handling && !HasWork(cell.Parts) && cell.TryCloseIfEmpty() ? ActorLifecycle.StopAsync(cell) : default;

    /// <summary>Whether an actor without messages that has asked to be passivated can be stopped now; its mailbox is closed then.</summary>
    public static bool TryEnd(ActorCell cell) => cell.Parts is { IsPassivating: true, OpenPipes: 0, Stash: null or { Count: 0 } } && cell.TryCloseIfEmpty();

    private static bool HasWork(ActorParts? parts) =>
        parts is { Priority.Count: > 0 } or { Stash.Count: > 0 } or { Timers.Count: > 0 } or { Children.Count: > 0 }
            or { OpenPipes: > 0 } or { OpenReplies.Any: true };
}
