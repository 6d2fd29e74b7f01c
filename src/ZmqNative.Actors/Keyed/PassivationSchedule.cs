namespace ZmqNative.Actors;

/// <summary>The actors of one registration by the sweep that is to check them: a sweep visits only those that may be due.</summary>
/// <remarks>
/// An actor is checked when it would be due if it had had no turn since its last check. If it had one, it is checked again when it is due after
/// that. So an actor costs one check for each idle time in which it is in use, and one when it is passivated, however many other actors there
/// are.
/// </remarks>
/// <param name="sweeps">The number of sweeps without a turn after which an actor is due.</param>
internal sealed class PassivationSchedule(int sweeps)
{
    // Guards the slots, against threads that activate actors, turns that end them and the sweep.
    private readonly Lock _gate = new();

    // Slots by the number of the sweep; one more than an actor waits, so that the slot of the current sweep is never added to.
    private readonly HashSet<ActorCell>[] _slots =
        [.. Enumerable.Range(0, sweeps + 1).Select(static _ => new HashSet<ActorCell>(ReferenceEqualityComparer.Instance))];

    private int _sweep;
    private long _looks;

    /// <summary>The number of the last sweep; actors note it in their turns.</summary>
    public int Sweep => Volatile.Read(ref _sweep);

    /// <summary>The number of checks of actors.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>The number of actors.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _slots.Sum(static slot => slot.Count);
            }
        }
    }

    public void Add(ActorCell cell)
    {
        lock (_gate)
        {
            AddInsideLock(cell, sweeps);
        }
    }

    /// <summary>Removes an actor, after it has stopped.</summary>
    public void Remove(ActorCell cell)
    {
        lock (_gate)
        {
            foreach (HashSet<ActorCell> slot in _slots)
            {
                if (slot.Remove(cell))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Requests the passivation of actors that have been idle for long enough. One thread at a time.</summary>
    public void Run()
    {
        HashSet<ActorCell> due;
        lock (_gate)
        {
            int sweep = _sweep + 1;
            Volatile.Write(ref _sweep, sweep);
            ref HashSet<ActorCell> slot = ref _slots[(int)((uint)sweep % (uint)_slots.Length)];
            if (slot.Count == 0)
            {
                return;
            }

            // Outside the lock: the first sweep after many were activated has many to look at.
            due = slot;
            slot = new HashSet<ActorCell>(ReferenceEqualityComparer.Instance);
        }

        foreach (ActorCell cell in due)
        {
            _ = Interlocked.Increment(ref _looks);
            int handling = cell.Context.Handling;
            int left = sweeps - Passivation.CountIdleSweeps(cell, _sweep);
            if (left <= 0)
            {
                cell.Send(new SystemMessage(SystemMessageKind.Passivate) { Use = handling });
                left = sweeps;
            }

            lock (_gate)
            {
                // One that has stopped meanwhile was not found in any slot.
                if (cell.Status != ActorStatus.Stopped)
                {
                    AddInsideLock(cell, left);
                }
            }
        }
    }

    private void AddInsideLock(ActorCell cell, int left) =>
        _ = _slots[(int)((uint)(_sweep + left) % (uint)_slots.Length)].Add(cell);
}
