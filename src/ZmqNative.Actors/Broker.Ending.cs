namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private const long LivesChange = 1L << 32;

    /// <summary>
    /// Ends the broker. It is closed to the outside at once: messages and new actors from code that is no actor's are refused. Its actors
    /// go on, may send to each other, ask, and make keyed actors and children, until none of them has anything to do, for
    /// <see cref="BrokerOptions.DrainTimeout"/> at most. Then all are stopped; what is left becomes dead letters. From any thread, more
    /// than once.
    /// </summary>
    /// <remarks>
    /// Messages that were accepted before are handled, and so are those that were waiting for room. Ticks of timers still come, but an actor
    /// that only waits for one, or that has put off an answer with <see cref="ActorContext.ReplyLater"/>, has nothing to do. A pause before
    /// a restart is cut short. Code behind the first await of a handling that began before the end may not be known as an actor's; while
    /// such a handling is pending, code that is no actor's is not refused.
    /// </remarks>
    /// <returns>
    /// Completes when all actors have stopped, or <see cref="BrokerOptions.StopTimeout"/> is over after that. Within a turn of one of its
    /// actors it has completed already: the end has begun, and the actor would otherwise wait for itself.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposing ??= Task.Run(EndAsync);
        }

        return CallerContext.Find(out int handling) is { } cell && cell.Owner == this && cell.IsAt(handling)
            ? ValueTask.CompletedTask
            : new ValueTask(_disposing);
    }

    private async Task EndAsync()
    {
        EndSteps steps = new();
        BrokerEnd end = new(this);
        BrokerEnd.CountBegun();
        _end = end;
        Interlocked.MemoryBarrier();

        // First: what was read from peers is still accepted.
        await steps.RunAsync(EndIntakeAsync).ConfigureAwait(false);
        end.Close();
        foreach (KeyedRegistration registration in _registrations.Values)
        {
            steps.Run(registration.Dispose);
        }

        await steps.RunAsync(() => end.WaitUntilQuietAsync(Options.DrainTimeout)).ConfigureAwait(false);
        _ended = true;
        Interlocked.MemoryBarrier();

        // The broker itself counts as one that lives, until no more can be made.
        CountStopped();
        await steps.RunAsync(StopActorsAsync).ConfigureAwait(false);
        await steps.RunAsync(() => EndBridgesAsync().AsTask()).ConfigureAwait(false);
        await steps.RunAsync(EndConnectionsAsync).ConfigureAwait(false);
        if (_noneLives.Task.IsCompleted)
        {
            // All mailboxes are closed. Otherwise the end goes on, for as long as an actor does.
            BrokerEnd.CountOver();
        }

        steps.Run(Trimmer.Dispose);
        steps.Run(DeadLetters.End);
        BrokerMetrics.Remove(this);
        steps.Log(Logger, Options.Name);
    }

    private async Task StopActorsAsync()
    {
        foreach (ActorCell cell in Cells)
        {
            ActorLifecycle.RequestStop(cell, drain: false);
        }

        try
        {
            // In real time, whatever clock the actors go by: the end is bounded.
            await _noneLives.Task.WaitAsync(Options.StopTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!_noneLives.Task.IsCompleted)
        {
            Logger.ActorsLeftBehind(Options.Name, _cells.Count);
        }
        catch (TimeoutException)
        {
            // The last one was just in time.
        }
    }

    /// <summary>The number of actors that a reading of <see cref="Lives"/> tells, until the broker itself is no more.</summary>
    internal static int CountOf(long lives) => (int)lives - 1;

    // Before it can be found, and so be stopped.
    private void CountStarted() => Interlocked.Add(ref _lives, LivesChange + 1);

    /// <summary>An actor has stopped, and all who wanted to know were told.</summary>
    internal void CountStopped()
    {
        if ((int)Interlocked.Add(ref _lives, LivesChange - 1) == 0)
        {
            _ = _noneLives.TrySetResult();
        }

        _end?.CountChanged();
    }

    // Code that is no actor's makes none while the broker ends, and nobody afterwards.
    private bool MayMakeActors => !_ended && _end is not { Admits: false };

    // An actor that was made when the end had begun: the end may have looked for actors before this one was there.
    private void ObserveEnd(ActorCell cell)
    {
        Interlocked.MemoryBarrier();
        if (_end is { } end)
        {
            end.CountChanged();
            if (_ended)
            {
                ActorLifecycle.RequestStop(cell, drain: false);
            }
        }
    }
}
