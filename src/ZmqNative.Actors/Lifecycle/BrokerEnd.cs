using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The time in which a broker ends: it is closed to the outside, and its actors go on until all of them are quiet.</summary>
/// <remarks>
/// <para>
/// An actor is quiet when it runs no turn, none is due, and none is parked. All are quiet when two readings of all actors are the same: each
/// actor quiet, none made or gone, and no turn begun. Then there was a moment between the readings in which no actor ran; and as only actors
/// may send by then, none runs any more.
/// </para>
/// <para>
/// Code that a thread runs within a turn, or that the runtime carries on behind an await, is known as an actor's (<see cref="CallerContext"/>).
/// The latter is known of each turn that begins during the end. Of a turn that began before it may not be known; while there are such turns, the
/// broker stays open to code that is nobody's.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, which alone would need it.")]
internal sealed class BrokerEnd(Broker broker)
{
    // How many brokers of the process end now. Each post and each turn asks for its broker's end: a static that is nearly always 0 costs
    // them less than the way through the broker, which was 0.9 of the rate of tells.
    private static int s_ending;

    // Released by the turns of the actor that is waited for, and by actors that are made or gone.
    private readonly SemaphoreSlim _news = new(0);

    // Guards the list.
    private readonly Lock _gate = new();

    // Actors that were in a turn when the end began; null until they are listed.
    private List<ActorCell>? _early;
    private ActorCell? _awaited;
    private bool _awaitsChange;

    /// <summary>The end of a broker; null if it has not begun.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BrokerEnd? Of(Broker broker) => Volatile.Read(ref s_ending) == 0 ? null : broker.End;

    /// <summary>A broker begins to end: before it refers to its end.</summary>
    public static void CountBegun() => Interlocked.Increment(ref s_ending);

    /// <summary>A broker has ended, and none of its actors is left.</summary>
    public static void CountOver() => Interlocked.Decrement(ref s_ending);

    /// <summary>Whether code that is no actor's is refused, but for code of turns that began before.</summary>
    public bool IsClosed => Volatile.Read(ref _early) is not null;

    /// <summary>Whether the calling code may send to this broker's actors.</summary>
    public bool Admits => CallerContext.Find(out _) is { } caller ? caller.Owner == broker : !IsClosed || HasEarlyTurns();

    /// <summary>Closes the broker to the outside. Once, after the broker refers to this.</summary>
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
    /// <param name="limit">The longest time, by the system's clock: the end is bounded whatever clock the actors go by.</param>
    /// <returns>False if the time was too short.</returns>
    public async Task<bool> WaitUntilQuietAsync(TimeSpan limit)
    {
        using CancellationTokenSource time = new(limit);
        try
        {
            Reading before = await ReadAsync(time.Token).ConfigureAwait(false);
            while (true)
            {
                Reading now = await ReadAsync(time.Token).ConfigureAwait(false);
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

    /// <summary>A turn of an actor has ended, and none is due. Called after a full fence.</summary>
    public void TurnEnded(ActorCell cell)
    {
        if (Volatile.Read(ref _awaited) == cell)
        {
            _ = _news.Release();
        }
    }

    /// <summary>An actor was made or is gone. Called after a full fence.</summary>
    public void CountChanged()
    {
        if (Volatile.Read(ref _awaitsChange))
        {
            _ = _news.Release();
        }
    }

    // A turn that was parked when the end began, or ran: one after the other ends, and none comes back.
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

            // One that is being made, or that has left its address and has not ended, is none of those, and may still send.
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

            await _news.WaitAsync(limit).ConfigureAwait(false);
        }

        Volatile.Write(ref _awaited, null);
    }

    private async Task WaitForChangeAsync(long lives, int count, CancellationToken limit)
    {
        Volatile.Write(ref _awaitsChange, true);
        Interlocked.MemoryBarrier();
        if (broker.Lives == lives && broker.ActorCount == count)
        {
            await _news.WaitAsync(limit).ConfigureAwait(false);
        }

        Volatile.Write(ref _awaitsChange, false);
    }

    private readonly record struct Reading(long Lives, uint Turns);
}
