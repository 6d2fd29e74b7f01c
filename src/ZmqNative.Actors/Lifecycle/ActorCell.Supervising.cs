namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    private ValueTask SuperviseAsync(Exception cause)
    {
        _broker.CountFailure();
        _broker.Logger.ActorFailed(_address, cause);
        if (_status is ActorStatus.Stopping or ActorStatus.Restarting)
        {
            return default;
        }

        SupervisionDirective directive = Decide(cause);
        switch (directive)
        {
            // An instance that never started cannot go on.
            case SupervisionDirective.Resume when _status == ActorStatus.Running:
                return default;
            case SupervisionDirective.Restart:
            case SupervisionDirective.Resume:
                return BeginRestartAsync(cause);
            case SupervisionDirective.Escalate when _parent is not null:
                _parent.Send(new Signal(SignalKind.Escalated) { Actor = this, Cause = cause });
                return StopAsync();
            default:
                return StopAsync();
        }
    }

    private SupervisionDirective Decide(Exception cause)
    {
        try
        {
            return _options.Supervision.Decider?.Invoke(cause) ?? SupervisionDirective.Restart;
        }
        catch (Exception exception)
        {
            _broker.Logger.ActorHookFailed(_address, exception);
            return SupervisionDirective.Stop;
        }
    }

    private ValueTask BeginRestartAsync(Exception cause)
    {
        ActorExtras extras = Extras;
        if (!MayRestart(extras))
        {
            _broker.Logger.ActorGivenUp(_address, _options.Supervision.MaxRestarts, _options.Supervision.Window, cause);
            return StopAsync();
        }

        extras.RestartCause = cause;
        _status = ActorStatus.Restarting;
        StopChildren(extras);
        return extras.Children is { Count: > 0 } ? default : PauseAsync(extras);
    }

    /// <summary>The children are gone: ends the instance, and waits before the next.</summary>
    private async ValueTask PauseAsync(ActorExtras extras)
    {
        Exception cause = extras.RestartCause!;
        extras.RestartCause = null;
        await EndInstanceAsync(cause).ConfigureAwait(false);
        Unstash();
        _status = ActorStatus.Suspended;
        TimeSpan pause = Backoff(extras.Restarts!.Count);
        int use = ++extras.RestartUse;
        if (pause <= TimeSpan.Zero || extras.IsDraining)
        {
            // As a signal, not as a call: an actor that throws each time it starts would go deeper and deeper into the stack.
            Send(new Signal(SignalKind.Restart) { Use = use });
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            extras.Backoff = _broker.Time.CreateTimer(
                static state =>
                {
                    (ActorCell cell, int use) = ((ActorCell, int))state!;
                    cell.Send(new Signal(SignalKind.Restart) { Use = use });
                },
                (this, use),
                pause,
                Timeout.InfiniteTimeSpan);
        }
    }

    private ValueTask RestartAsync()
    {
        _extras!.Backoff?.Dispose();
        _extras.Backoff = null;
        _status = ActorStatus.Starting;
        _broker.CountRestart();
        return StartAsync();
    }

    private bool MayRestart(ActorExtras extras)
    {
        Supervision supervision = _options.Supervision;
        Queue<long> restarts = extras.Restarts ??= new Queue<long>();
        long now = _broker.Time.GetTimestamp();
        while (restarts.TryPeek(out long oldest) && _broker.Time.GetElapsedTime(oldest, now) > supervision.Window)
        {
            _ = restarts.Dequeue();
        }

        if (restarts.Count >= supervision.MaxRestarts)
        {
            return false;
        }

        restarts.Enqueue(now);
        return true;
    }

    private TimeSpan Backoff(int restarts)
    {
        Supervision supervision = _options.Supervision;
        if (supervision.InitialBackoff <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        // 2^30 times the shortest pause is beyond any longest one.
        double pause = supervision.InitialBackoff.TotalSeconds * Math.Pow(2, Math.Min(restarts - 1, 30));
        pause = Math.Min(pause, supervision.MaxBackoff.TotalSeconds);
        return TimeSpan.FromSeconds(pause * (1 + (Random.Shared.NextDouble() * supervision.Jitter)));
    }
}
