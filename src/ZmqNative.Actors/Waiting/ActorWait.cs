namespace ZmqNative.Actors;

/// <summary>One actor's wait for another, within a handling.</summary>
/// <param name="actor">The actor that waits.</param>
/// <param name="handling">The handling in which it does.</param>
/// <param name="awaited">The actor that it waits for.</param>
/// <param name="forStop">Whether for its stop; else for room in its mailbox.</param>
internal sealed class ActorWait(ActorCell actor, int handling, ActorCell awaited, bool forStop)
{
    private volatile bool _isOver;

    public ActorCell Actor => actor;

    public ActorCell Awaited => awaited;

    public bool ForStop => forStop;

    /// <summary>Whether the actor still waits. A handling that is over waits for nothing.</summary>
    public bool IsCurrent => !_isOver && actor.IsAt(handling) && !(forStop && awaited.Status == ActorStatus.Stopped);

    /// <summary>Begins a wait.</summary>
    /// <returns>The circle of waits that this one would close, and so is not begun; null if it has begun.</returns>
    public string? Begin()
    {
        ActorWaits waits = actor.EnsureParts().EnsureWaits();
        waits.Add(this);

        // Of two actors that begin at the same time to wait for each other, one at least sees the other.
        Interlocked.MemoryBarrier();
        if (_isOver)
        {
            // Room came before the wait was in the list, where its end looked for it.
            waits.Remove(this);
            return null;
        }

        string? circle = WaitCircle.Find(this);
        if (circle is not null)
        {
            End();
        }

        return circle;
    }

    public void End()
    {
        _isOver = true;
        actor.Parts?.Waits?.Remove(this);
    }

    public override string ToString() => $"'{actor.Address}' waits for {(forStop ? "the stop of" : "room in")} '{awaited.Address}'";
}
