using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The end of a broker: it is closed to code outside of its actors, and the actors continue until all of them are quiet.</summary>
/// <remarks>
/// <para>
/// An actor is quiet when it runs no turn, none is due, none is parked, and its mailbox is empty: a turn that ends has cleared its flag when it looks for
/// messages the last time. All are quiet when two readings of all actors are the same: each actor quiet, none made or stopped, and no turn begun. Then
/// there was a moment between the readings in which no actor ran; and as only actors may send by then, none runs anymore.
/// </para>
/// <para>
/// Code within a turn, or behind an await of one, is recognized as an actor's (<see cref="CallerContext"/>). Behind an await that is certain for
/// turns that begin during the end, and not for turns that began before; while there are such turns, the broker is not closed to code outside of
/// actors.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, which alone would need it.")]
internal sealed class BrokerEnd(Broker broker)
{
    // The number of brokers of the process that are ending, or that a test kit observes. Each post and each turn checks for the end of its broker: a
    // static field that is nearly always 0 costs less than reading a field of the broker, which took the rate of tells to 0.9.
    private static int s_observed;

    // Released by the turns of the actor that is waited for, and by actors that are made or have stopped.
    private readonly SemaphoreSlim _changes = new(0);

    // Guards the list.
    private readonly Lock _gate = new();

    // Actors that were in a turn when the end began; null until they are listed.
    private List<ActorCell>? _early;
    private ActorCell? _awaited;
    private bool _awaitsChange;

    /// <summary>Returns the end of a broker; null if it has not begun.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BrokerEnd? Of(Broker broker) => IsAnyObserved ? broker.End : null;

    /// <summary>Whether some broker of the process is ending, or is observed by a test kit.</summary>
    public static bool IsAnyObserved => Volatile.Read(ref s_observed) != 0;

    /// <summary>Counts a broker that begins to end or to be observed, before it refers to the object that is to be notified.</summary>
    public static void CountObserved() => Interlocked.Increment(ref s_observed);

    /// <summary>Counts a broker that has ended, with all its actors, or is not observed any more.</summary>
    public static void CountUnobserved() => Interlocked.Decrement(ref s_observed);

    /// <summary>Whether code outside of actors is refused, except code of turns that began before.</summary>
    public bool IsClosed => Volatile.Read(ref _early) is not null;

    /// <summary>Whether the calling code may send to this broker's actors.</summary>
    public bool AdmitsCaller => CallerContext.Find(out _) is { } caller ? caller.Owner == broker : !IsClosed || HasEarlyTurns();

    /// <summary>Closes the broker to code outside of its actors. Called once, after the broker refers to this object.</summary>
    public void Close()
    {
        List<ActorCell> early = [];
        foreach (ActorCell cell in broker.Cells)
        {
            if (cell.IsInUntrackedTurn)
            {
                early.Add(cell);
            }
        }

        Volatile.Write(ref _early, early);
    }

    /// <summary>Waits until all actors are quiet.</summary>
    /// <param name="limit">Ends the wait.</param>
    /// <returns>False if the time was too short.</returns>
    public async Task<bool> WaitUntilQuietAsync(CancellationToken limit)
    {
        try
        {
            Reading before = await ReadAsync(limit).ConfigureAwait(false);
            while (true)
            {
                Reading now = await ReadAsync(limit).ConfigureAwait(false);
                if (now == before)
                {
                    return true;
                }

                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Notes that a turn of an actor has ended, and none is due. Called after a full fence.</summary>
    public void TurnEnded(ActorCell cell)
    {
        if (Volatile.Read(ref _awaited) == cell)
        {
            _ = _changes.Release();
        }
    }

    /// <summary>Notes that an actor was made or has stopped. Called after a full fence.</summary>
    public void CountChanged()
    {
        if (Volatile.Read(ref _awaitsChange))
        {
            _ = _changes.Release();
        }
    }

    // Turns that ran, or were parked, when the end began: they end one after the other, and none is added.
    private bool HasEarlyTurns()
    {
        lock (_gate)
        {
            List<ActorCell> early = _early!;
            while (early.Count > 0)
            {
                if (early[^1].IsInUntrackedTurn)
                {
                    return true;
                }

                early.RemoveAt(early.Count - 1);
            }

            return false;
        }
    }

    private async Task<Reading> ReadAsync(CancellationToken limit)
    {
        while (true)
        {
            limit.ThrowIfCancellationRequested();
            long lives = broker.Lives;
            uint turns = 0;
            int count = 0;
            foreach (ActorCell cell in broker.Cells)
            {
                uint own = cell.Turns;
                while (!cell.IsQuiet)
                {
                    await WaitForTurnAsync(cell, limit).ConfigureAwait(false);
                    own = cell.Turns;
                }

                turns += own;
                count++;
            }

            // An actor that is being made, or that has left its address and has not stopped, is not among them, and may still send.
            if (count == Broker.CountOf(lives) && lives == broker.Lives)
            {
                return new Reading(lives, turns);
            }

            await WaitForChangeAsync(lives, count, limit).ConfigureAwait(false);
        }
    }

    private async Task WaitForTurnAsync(ActorCell cell, CancellationToken limit)
    {
        Volatile.Write(ref _awaited, cell);

        // Either the turn that ends sees that it is waited for, or it is seen here to have ended.
        Interlocked.MemoryBarrier();
        if (!cell.IsQuiet)
        {
            if (cell.Status == ActorStatus.Suspended)
            {
                // A pause before a restart would only use up the time that there is.
                cell.Send(new SystemMessage(SystemMessageKind.EndPause));
            }

            await _changes.WaitAsync(limit).ConfigureAwait(false);
        }

        Volatile.Write(ref _awaited, null);
    }

    private async Task WaitForChangeAsync(long lives, int count, CancellationToken limit)
    {
        Volatile.Write(ref _awaitsChange, true);
        Interlocked.MemoryBarrier();
        if (broker.Lives == lives && broker.ActorCount == count)
        {
            await _changes.WaitAsync(limit).ConfigureAwait(false);
        }

        Volatile.Write(ref _awaitsChange, false);
    }

    private readonly record struct Reading(long Lives, uint Turns);
}
