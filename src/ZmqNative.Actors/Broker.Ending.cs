using System.Diagnostics;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    private const long LivesChange = 1L << 32;

    /// <summary>
    /// Ends the broker. Messages and new actors from code that does not run in one of its actors are refused at once. Its actors continue, and
    /// may tell and ask each other and make keyed actors and children, until none of them has anything to do, for
    /// <see cref="BrokerOptions.DrainTimeout"/> at most. Then all are stopped, and the messages that are left become dead letters. May be
    /// called from any thread, and repeatedly.
    /// </summary>
    /// <remarks>
    /// Messages that were accepted before are handled, and so are those that were waiting for space. Ticks of timers still come, but an actor
    /// that only waits for one, or that has deferred an answer with <see cref="ActorContext.ReplyLater"/>, has nothing to do. A pause before
    /// a restart is cut short. If an actor was handling a message when the end began, the broker cannot always tell, after the first await, whether
    /// a call comes from that actor. Until that handling completes, it therefore also accepts messages from code outside of actors.
    /// </remarks>
    /// <returns>
    /// A task that completes when all actors have stopped, and their threads have ended, or when <see cref="BrokerOptions.StopTimeout"/> has passed after
    /// the drain. Within a handling of one of its actors, and on the thread of an actor (<see cref="ActorScheduler.DedicatedThread"/>), it is complete at
    /// once: the end has begun, and the actor would otherwise wait for itself. Code that a handling has continued, by a
    /// <see cref="TaskCompletionSource"/> without <see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>, runs within it.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposing ??= Task.Run(EndAsync);
        }

        return IsCalledByOwnActor ? ValueTask.CompletedTask : new ValueTask(_disposing);
    }

    /// <summary>
    /// Whether the calling code runs within a handling of one of this broker's actors, or on the thread of one: a wait for the end of its actors would
    /// wait for itself.
    /// </summary>
    internal bool IsCalledByOwnActor =>
        Threads.IsCurrent || (CallerContext.Find(out int handling) is { } cell && cell.Owner == this && cell.IsStillHandling(handling));

    private async Task EndAsync()
    {
        EndSteps steps = new();
        if (_placement is { } placement)
        {
            // While actors still get messages: what is handed over is complete.
            await steps.RunAsync(placement.EndAsync).ConfigureAwait(false);
        }

        BrokerEnd end = new(this);
        BrokerEnd.CountObserved();
        _end = end;
        Interlocked.MemoryBarrier();

        // First, while messages that were read from peers are still accepted.
        await steps.RunAsync(EndIntakeAsync).ConfigureAwait(false);
        end.Close();
        foreach (KeyedRegistration registration in _registrations.Values)
        {
            steps.Run(registration.Dispose);
        }

        await steps.RunAsync(() => DrainActorsAsync(end)).ConfigureAwait(false);
        _ended = true;
        Interlocked.MemoryBarrier();

        // The broker itself is counted, too, until no more actors can be made.
        CountStopped();
        await steps.RunAsync(StopActorsAsync).ConfigureAwait(false);
        await steps.RunAsync(() => EndBridgesAsync().AsTask()).ConfigureAwait(false);
        await steps.RunAsync(EndConnectionsAsync).ConfigureAwait(false);
        if (_noneLives.Task.IsCompleted)
        {
            // All mailboxes are closed. Otherwise the end continues until the last actor has stopped.
            BrokerEnd.CountUnobserved();
        }

        steps.Run(Trimmer.Dispose);
        steps.Run(LongHandlingWatch.Dispose);
        steps.Run(DeadLetters.End);
        BrokerMetrics.Remove(this);
        steps.Log(Logger, Options.Name);
    }

    private async Task DrainActorsAsync(BrokerEnd end)
    {
        using EndLimit limit = new(Options.DrainTimeout, Time);
        _endLimit = limit;
        _ = await end.WaitUntilQuietAsync(limit.Token).ConfigureAwait(false);
    }

    private async Task StopActorsAsync()
    {
        // By the system's clock, whatever clock the broker has, so that the end is limited.
        long began = Stopwatch.GetTimestamp();
        foreach (ActorCell cell in Cells)
        {
            ActorLifecycle.RequestStop(cell, drain: false);
        }

        using EndLimit limit = new(Options.StopTimeout, Time);

        // Only now: who cuts the wait short has seen that the actors do not stop.
        _endLimit = limit;
        try
        {
            await _noneLives.Task.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_noneLives.Task.IsCompleted)
        {
            // Their threads, if they have some, were waited for as long.
            Logger.ActorsLeftBehind(Options.Name, _cells.Count);
            return;
        }
        catch (OperationCanceledException)
        {
            // The last actor has stopped just in time.
        }

        TimeSpan left = Options.StopTimeout - Stopwatch.GetElapsedTime(began);
        if (await Threads.JoinAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero).ConfigureAwait(false) is var count and > 0)
        {
            Logger.ThreadsLeftBehind(Options.Name, count);
        }
    }

    /// <summary>The number of actors in a value of <see cref="Lives"/>, as long as the broker itself is counted.</summary>
    internal static int CountOf(long lives) => (int)lives - 1;

    // Called before the actor can be found, and so be stopped.
    private void CountStarted() => Interlocked.Add(ref _lives, LivesChange + 1);

    /// <summary>Counts an actor that has stopped, after its watchers were notified.</summary>
    internal void CountStopped()
    {
        if ((int)Interlocked.Add(ref _lives, LivesChange - 1) == 0)
        {
            _ = _noneLives.TrySetResult();
        }

        _end?.CountChanged();
        _observer?.Notify();
    }

    /// <summary>Whether the calling code may make actors: while the broker ends only actors do, and after that no code does.</summary>
    internal bool MayMakeActors => !_ended && _end is not { AdmitsCaller: false };

    // An actor that was made when the end had begun: the end may have looked for actors before this one was there.
    private void ObserveEnd(ActorCell cell)
    {
        Interlocked.MemoryBarrier();
        _observer?.Notify();
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
