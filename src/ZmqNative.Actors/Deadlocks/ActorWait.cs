namespace ZmqNative.Actors;

/// <summary>The wait of an actor for another one, within a handling.</summary>
/// <param name="actor">The actor that waits.</param>
/// <param name="handling">The number of the handling in which it waits.</param>
/// <param name="awaited">The actor that it waits for.</param>
/// <param name="forStop">Whether it waits for the stop of the other actor; otherwise for space in its mailbox.</param>
internal sealed class ActorWait(ActorCell actor, int handling, ActorCell awaited, bool forStop)
{
    private volatile bool _isOver;

    public ActorCell Actor => actor;

    public ActorCell Awaited => awaited;

    public bool ForStop => forStop;

    /// <summary>Whether the actor still waits: the handling has not ended.</summary>
    public bool IsCurrent => !_isOver && actor.IsStillHandling(handling) && !(forStop && awaited.Status == ActorStatus.Stopped);

    /// <summary>Begins a wait.</summary>
    /// <returns>The cycle of waits that this one would close, so that it was not begun; null if it has begun.</returns>
    public string? Begin()
    {
        ActorWaits waits = actor.EnsureParts().EnsureWaits();
        waits.Add(this);

        // Of two actors that begin at the same time to wait for each other, one at least sees the other.
        Interlocked.MemoryBarrier();
        if (_isOver)
        {
            // Space came before the wait was in the list, where its end looked for it.
            waits.Remove(this);
            return null;
        }

        string? cycle = WaitCycle.Find(this);
        if (cycle is not null)
        {
            End();
        }

        return cycle;
    }

    public void End()
    {
        _isOver = true;
        actor.Parts?.Waits?.Remove(this);
    }

    public override string ToString() => $"'{actor.Address}' waits for {(forStop ? "the stop of" : "space in")} '{awaited.Address}'";
}
