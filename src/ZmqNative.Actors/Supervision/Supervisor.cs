namespace ZmqNative.Actors;

/// <summary>Handles the failures of an actor: decides by its options, counts its restarts, and pauses before them.</summary>
internal sealed class Supervisor(ActorCell cell)
{
    // The timestamps of the restarts in the current window.
    private readonly Queue<long> _restarts = new();

    // The exception that caused the restart that waits for the children.
    private Exception? _cause;
    private ITimer? _pause;
    private int _use;

    /// <summary>Whether the next instance waits for the end of a pause.</summary>
    public bool IsPausing => _pause is not null;

    private Broker Broker => cell.Owner;

    /// <summary>Handles an exception of the actor, in a handling or at its start. The caller has counted it.</summary>
    public ValueTask HandleAsync(Exception cause)
    {
        if (cell.Status is ActorStatus.Stopping or ActorStatus.Restarting)
        {
            return default;
        }

        switch (Decide(cause))
        {
            // An instance that never started cannot go on.
            case SupervisionDirective.Resume when cell.Status == ActorStatus.Running:
                return default;
            case SupervisionDirective.Restart:
            case SupervisionDirective.Resume:
                return BeginRestartAsync(cause);
            case SupervisionDirective.Escalate when cell.Parent is { } parent:
                parent.Send(new SystemMessage(SystemMessageKind.Escalated) { Actor = cell, Cause = cause });
                return ActorLifecycle.StopAsync(cell);
            default:
                return ActorLifecycle.StopAsync(cell);
        }
    }

    /// <summary>Handles an exception that a child has escalated.</summary>
    public ValueTask HandleEscalatedAsync(Exception cause)
    {
        if (cell.Status == ActorStatus.Stopping)
        {
            return default;
        }

        Broker.FailureLog.AddFailure(cell.Address, cause);
        return HandleAsync(cause);
    }

    /// <summary>Ends the pause before the restart with a number.</summary>
    public ValueTask EndPauseAsync(int use) => cell.Status == ActorStatus.Suspended && use == _use ? RestartAsync() : default;

    /// <summary>Cancels a restart, as the actor stops.</summary>
    public void CancelRestart()
    {
        _use++;
        _pause?.Dispose();
        _pause = null;
    }

    /// <summary>Ends the instance after its children have stopped, and pauses before the next one.</summary>
    public async ValueTask PauseAsync()
    {
        Exception cause = _cause!;
        _cause = null;
        await ActorLifecycle.EndInstanceAsync(cell, cause).ConfigureAwait(true);
        cell.Parts!.Stash?.Unstash();
        cell.Status = ActorStatus.Suspended;
        TimeSpan pause = ChoosePause(_restarts.Count);
        int use = ++_use;
        if (pause <= TimeSpan.Zero || cell.Parts.IsDraining || Broker.End is not null)
        {
            // As a message, not as a call: an actor that throws each time it starts would go deeper and deeper into the stack.
            cell.Send(new SystemMessage(SystemMessageKind.Restart) { Use = use });
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _pause = Broker.Time.CreateTimer(
                static state =>
                {
                    (ActorCell cell, int use) = ((ActorCell, int))state!;
                    cell.Send(new SystemMessage(SystemMessageKind.Restart) { Use = use });
                },
                (cell, use),
                pause,
                Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Starts the next instance.</summary>
    public ValueTask RestartAsync()
    {
        _pause?.Dispose();
        _pause = null;
        cell.Status = ActorStatus.Starting;
        Broker.CountRestart();
        return ActorLifecycle.StartAsync(cell);
    }

    private SupervisionDirective Decide(Exception cause)
    {
        try
        {
            return cell.Options.Supervision.Decider?.Invoke(cause) ?? SupervisionDirective.Restart;
        }
        catch (Exception exception)
        {
            Broker.FailureLog.AddHookFailure(cell.Address, exception);
            return SupervisionDirective.Stop;
        }
    }

    private ValueTask BeginRestartAsync(Exception cause)
    {
        if (!MayRestart())
        {
            Broker.FailureLog.AddGivenUp(cell.Address, cell.Options.Supervision, cause);
            return ActorLifecycle.StopAsync(cell);
        }

        _cause = cause;
        cell.Status = ActorStatus.Restarting;
        ActorParts parts = cell.Parts!;
        parts.Children?.StopAll(parts.IsDraining);
        return parts.Children is { Count: > 0 } ? default : PauseAsync();
    }

    private bool MayRestart()
    {
        Supervision supervision = cell.Options.Supervision;
        long now = Broker.Time.GetTimestamp();
        while (_restarts.TryPeek(out long oldest) && Broker.Time.GetElapsedTime(oldest, now) > supervision.Window)
        {
            _ = _restarts.Dequeue();
        }

        if (_restarts.Count >= supervision.MaxRestarts)
        {
            return false;
        }

        _restarts.Enqueue(now);
        return true;
    }

    private TimeSpan ChoosePause(int restarts)
    {
        Supervision supervision = cell.Options.Supervision;
        if (supervision.InitialBackoff <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        // 2^30 times the shortest pause is longer than any limit.
        double pause = supervision.InitialBackoff.TotalSeconds * Math.Pow(2, Math.Min(restarts - 1, 30));
        pause = Math.Min(pause, supervision.MaxBackoff.TotalSeconds);
        return TimeSpan.FromSeconds(pause * (1 + (Random.Shared.NextDouble() * supervision.Jitter)));
    }
}
