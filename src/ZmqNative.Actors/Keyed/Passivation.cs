namespace ZmqNative.Actors;

/// <summary>Stops keyed actors that are idle, without losing a message.</summary>
/// <remarks>Its one field per actor is in the cell, since idle actors are many.</remarks>
internal static class Passivation
{
    /// <summary>The actor has a turn.</summary>
    public static void NoteActive(ActorCell cell) => cell.ActiveSweep = (byte)(cell.Registration!.Schedule?.Sweep ?? 0);

    /// <summary>How many sweeps of its registration there were since the actor's last turn; after 255 it begins anew.</summary>
    /// <remarks>
    /// An actor that is scheduled or parked is not idle. A message that is handled between this look and the one to passivate the actor is
    /// told by the number of the handling, and one that comes later by the end of the mailbox.
    /// </remarks>
    public static int CountIdleSweeps(ActorCell cell, int sweep) => cell.IsIdle ? (byte)(sweep - cell.ActiveSweep) : 0;

    /// <summary>
    /// Stops the actor if it is idle and nothing is in its mailbox or on its way there; what comes later goes to its successor.
    /// </summary>
    /// <param name="cell">The actor.</param>
    /// <param name="handling">The number of the last message that it had handled when it was found idle.</param>
    public static ValueTask PassivateAsync(ActorCell cell, int handling) =>
        cell.Status == ActorStatus.Running && cell.Context.Handling == handling && !HasWork(cell.Parts) && cell.TryCloseIfEmpty() ? ActorLifecycle.StopAsync(cell) : default;

    /// <summary>Whether an actor without messages that has asked to be passivated can be stopped now; its mailbox is closed then.</summary>
    public static bool TryEnd(ActorCell cell) => cell.Parts is { IsPassivating: true, Stash: null or { Count: 0 } } && cell.TryCloseIfEmpty();

    private static bool HasWork(ActorParts? parts) =>
        parts is { Priority.Count: > 0 } or { Stash.Count: > 0 } or { Timers.Count: > 0 } or { Children.Count: > 0 }
            or { OpenReplies.Any: true };
}
