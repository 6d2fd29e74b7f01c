namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>
    /// Ends the broker: no new actors; those that live handle what is in their mailboxes for
    /// <see cref="BrokerOptions.DrainTimeout"/> and stop, those that are not done then are stopped; what is left becomes dead
    /// letters. From any thread, more than once.
    /// </summary>
    /// <returns>
    /// Completes when all actors have stopped, or <see cref="BrokerOptions.StopTimeout"/> is over. Within a turn of one of its actors it
    /// has completed already: the end has begun, and the actor would otherwise wait for itself.
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
        _ended = true;
        Interlocked.MemoryBarrier();
        foreach (KeyedRegistration registration in _registrations.Values)
        {
            steps.Run(registration.Dispose);
        }

        // The broker itself counts as one that lives, until no more can be made.
        CountStopped();
        await steps.RunAsync(EndIntakeAsync).ConfigureAwait(false);
        await steps.RunAsync(StopActorsAsync).ConfigureAwait(false);
        await steps.RunAsync(() => EndBridgesAsync().AsTask()).ConfigureAwait(false);
        await steps.RunAsync(EndConnectionsAsync).ConfigureAwait(false);
        steps.Run(Trimmer.Dispose);
        steps.Run(DeadLetters.End);
        BrokerMetrics.Remove(this);
        steps.Log(Logger, Options.Name);
    }

    private async Task StopActorsAsync()
    {
        if (!await StopAllAsync(drain: true, Options.DrainTimeout).ConfigureAwait(false)
            && !await StopAllAsync(drain: false, Options.StopTimeout).ConfigureAwait(false))
        {
            Logger.ActorsLeftBehind(Options.Name, _cells.Count);
        }
    }

    /// <summary>Stops all; false if the time was too short.</summary>
    private async Task<bool> StopAllAsync(bool drain, TimeSpan limit)
    {
        foreach (ActorCell cell in Cells)
        {
            // A child that drains goes on until its parent, which may have more for it, is done.
            if (!drain || cell.Parent is null)
            {
                ActorLifecycle.RequestStop(cell, drain);
            }
        }

        try
        {
            // In real time, whatever clock the actors go by: the end is bounded.
            await _noneLives.Task.WaitAsync(limit).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return _noneLives.Task.IsCompleted;
        }
    }

    // Before it can be found, and so be stopped.
    private void CountStarted() => Interlocked.Increment(ref _living);

    /// <summary>An actor has stopped, and all who wanted to know were told.</summary>
    internal void CountStopped()
    {
        if (Interlocked.Decrement(ref _living) == 0)
        {
            _ = _noneLives.TrySetResult();
        }
    }
}
