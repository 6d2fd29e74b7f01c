namespace ZmqNative.Actors;

/// <summary>Begins and ends actors and their instances: the steps between the states of <see cref="ActorStatus"/>.</summary>
/// <remarks>It has no state of its own: that is in the cell, to save memory where many actors are idle.</remarks>
internal static class ActorLifecycle
{
    /// <summary>Requests the stop of the actor; a pending handling is notified at once by its token. Any thread.</summary>
    public static void RequestStop(ActorCell cell, bool drain)
    {
        if (drain)
        {
            // Closed at once: otherwise an actor that gets messages continuously would never finish.
            cell.Send(new SystemMessage(SystemMessageKind.Drain) { Waiters = cell.CloseMailbox() });
        }
        else
        {
            cell.Send(new SystemMessage(SystemMessageKind.Stop));
            MarkStopRequested(cell);
        }
    }

    /// <summary>Starts the actor, or ends it if it was stopped while it waited for its predecessor.</summary>
    public static ValueTask BeginAsync(ActorCell cell)
    {
        bool hasWaited = cell.IsWaiting;
        cell.IsWaiting = false;
        return cell.Status == ActorStatus.New ? StartAsync(cell) : hasWaited ? FinishStopAsync(cell) : default;
    }

    /// <summary>Makes an instance and lets it begin.</summary>
    public static async ValueTask StartAsync(ActorCell cell)
    {
        cell.Status = ActorStatus.Starting;
        try
        {
            Actor actor = cell.Factory();
            cell.Receiver = actor;
            CallerContext.BeginHook(cell);
            await actor.OnStartedAsync(cell.Context).ConfigureAwait(true);
            cell.Context.EndHandling();
            if (cell.Parts is { StartFailure: not null } parts)
            {
                parts.StartFailure = null;
            }

            cell.Status = ActorStatus.Running;
        }
        catch (Exception exception)
        {
            cell.Context.EndHandling();
            if (!IsEndByStop(cell, exception))
            {
                cell.Owner.FailureLog.AddFailure(cell.Address, exception);
            }

            if (cell.IsStopRequested)
            {
                // An actor that drains stops when its mailbox is empty, which it never is without an instance. For another one it is the second request.
                cell.Send(new SystemMessage(SystemMessageKind.Stop));
                return;
            }

            cell.EnsureParts().StartFailure = exception;
            await cell.EnsureParts().EnsureSupervisor().HandleAsync(exception).ConfigureAwait(true);
        }
    }

    /// <summary>Lets the actor stop once its mailbox, which is closed, is empty.</summary>
    /// <param name="cell">The actor.</param>
    /// <param name="waiters">The senders that were waiting for space: their messages were sent before, and are handled last.</param>
    public static ValueTask DrainAsync(ActorCell cell, List<MailboxWaiter>? waiters)
    {
        if (cell.Status == ActorStatus.Stopping)
        {
            cell.RefuseWaiters(waiters);
            return default;
        }

        cell.AcceptFinalMessages(waiters);

        // Timers bring new work, and could do so forever.
        cell.Parts?.Timers?.CancelAll();

        // A pause before a restart would only use up the time that there is.
        ActorParts parts = cell.EnsureParts();
        parts.IsDraining = true;
        return cell.Status == ActorStatus.Suspended ? parts.Supervisor!.RestartAsync() : default;
    }

    /// <summary>Stops the actor: its children first, then itself.</summary>
    public static ValueTask StopAsync(ActorCell cell)
    {
        if (cell.Status == ActorStatus.Stopping)
        {
            return default;
        }

        cell.Status = ActorStatus.Stopping;
        MarkStopRequested(cell);
        ActorParts? parts = cell.Parts;
        parts?.Supervisor?.CancelRestart();
        parts?.Children?.StopAll(parts.IsDraining);

        // Senders are notified as early as possible.
        cell.EndMailbox();
        return cell.IsWaiting || parts?.Children is { Count: > 0 } ? default : FinishStopAsync(cell);
    }

    /// <summary>Ends the actor, after its children have stopped.</summary>
    public static async ValueTask FinishStopAsync(ActorCell cell)
    {
        await EndInstanceAsync(cell, restartCause: null).ConfigureAwait(true);

        // Before the status is set: when all actors have stopped, the feed of dead letters ends.
        cell.DropOutsideMailbox();
        cell.Owner.Forget(cell);
        cell.Status = ActorStatus.Stopped;
        Interlocked.MemoryBarrier();
        cell.GiveUpPlace()?.Leave();
        cell.Registration?.Schedule?.Remove(cell);
        cell.Registration?.Hold?.Leave();
        if (cell.Parts is { } parts)
        {
            parts.DeathWatch?.End();
            parts.Successor?.Send(new SystemMessage(SystemMessageKind.Start));
            parts.Successor = null;
            parts.Stopping?.Complete();
        }

        cell.Parent?.Send(new SystemMessage(SystemMessageKind.ChildStopped) { Actor = cell });
        cell.Owner.CountStopped();
    }

    /// <summary>Ends an instance, also one that has failed.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="restartCause">The exception that it threw, if another instance replaces it; otherwise null.</param>
    public static async ValueTask EndInstanceAsync(ActorCell cell, Exception? restartCause)
    {
        Actor? actor = cell.Parts?.Behaviours?.Instance ?? cell.Receiver;
        EndUses(cell);
        if (actor is null)
        {
            return;
        }

        await EndAsync(cell, actor, restartCause).ConfigureAwait(true);

        // Again: what its last hooks have begun ends with the instance, too.
        EndUses(cell);
    }

    private static void EndUses(ActorCell cell)
    {
        cell.Receiver = null;
        if (cell.Parts is { } parts)
        {
            parts.Behaviours?.Clear();
            parts.Timers?.CancelAll();
            parts.IsPassivating = false;
        }
    }

    private static async ValueTask EndAsync(ActorCell cell, Actor actor, Exception? restartCause)
    {
        try
        {
            CallerContext.BeginHook(cell);
            if (restartCause is null)
            {
                await actor.OnStoppingAsync(cell.Context).ConfigureAwait(true);
            }
            else
            {
                await actor.OnRestartingAsync(restartCause, cell.Context).ConfigureAwait(true);
            }
        }
        catch (Exception exception)
        {
            LogHookFailure(cell, exception);
        }

        cell.Context.EndHandling();
        try
        {
            if (actor is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync().ConfigureAwait(true);
            }
            else
            {
                (actor as IDisposable)?.Dispose();
            }
        }
        catch (Exception exception)
        {
            LogHookFailure(cell, exception);
        }
    }

    /// <summary>Answers a system message to an actor that has stopped.</summary>
    public static void AnswerStopped(ActorCell cell, SystemMessage message)
    {
        cell.RefuseWaiters(message.Waiters);
        message.Piped?.Drop(new ActorStoppedException(cell.Address));
        if (message.Kind == SystemMessageKind.Watch)
        {
            ((ActorCell)message.Actor!).Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = message.As });
        }
        else if (message.Kind == SystemMessageKind.StartSuccessor)
        {
            ((ActorCell)message.Actor!).Send(new SystemMessage(SystemMessageKind.Start));
        }
    }

    /// <summary>Whether the actor's code has ended because it was requested to stop: by <see cref="ActorContext.Stopping"/>.</summary>
    /// <remarks>A linked token counts, too: the exception does not tell which token it was.</remarks>
    public static bool IsEndByStop(ActorCell cell, Exception exception) =>
        exception is OperationCanceledException && cell.IsStopRequested && cell.Parts?.Stopping is { HasToken: true };

    private static void LogHookFailure(ActorCell cell, Exception exception)
    {
        if (!IsEndByStop(cell, exception))
        {
            cell.Owner.FailureLog.AddHookFailure(cell.Address, exception);
        }
    }

    /// <summary>Cancels the token of a handling or start that is under way, and of those to come, of an actor that drains, or of a descendant of one. Any thread; once.</summary>
    public static void CancelHandling(ActorCell cell)
    {
        if (!cell.IsStopRequested)
        {
            MarkStopRequested(cell);
        }
    }

    private static void MarkStopRequested(ActorCell cell)
    {
        cell.IsStopRequested = true;
        Interlocked.MemoryBarrier();
        cell.Parts?.Stopping?.Cancel();
    }
}
