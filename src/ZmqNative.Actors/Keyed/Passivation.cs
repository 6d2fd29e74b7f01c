namespace ZmqNative.Actors;

/// <summary>Stops keyed actors that are idle, without losing a message.</summary>
/// <remarks>Its one field per actor is in the cell, since idle actors are many.</remarks>
internal static class Passivation
{
    /// <summary>A sweep has come by: after <paramref name="sweeps"/> of them without a turn between, the actor is passivated.</summary>
    public static void LookIdle(ActorCell cell, int sweeps)
    {
        // An actor that is scheduled or parked is not idle. A turn between this look and the message is seen in the mailbox' end.
        if (!cell.IsIdle)
        {
            cell.IdleSweeps = 0;
        }
        else if (++cell.IdleSweeps >= sweeps)
        {
            cell.IdleSweeps = 0;
            cell.Send(new SystemMessage(SystemMessageKind.Passivate));
        }
    }

    /// <summary>Stops the actor if nothing is in its mailbox or on its way there; who comes later finds its successor.</summary>
    public static ValueTask PassivateAsync(ActorCell cell)
    {
        if (cell.Status != ActorStatus.Running
            || cell.Parts is { Priority.Count: > 0 } or { Stash.Count: > 0 } or { Timers.Count: > 0 } or { Children.Count: > 0 }
            || !cell.TryCloseIfEmpty())
        {
            return default;
        }

        return ActorLifecycle.StopAsync(cell);
    }
}
