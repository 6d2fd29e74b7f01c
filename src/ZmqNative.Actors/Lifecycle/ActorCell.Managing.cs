namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Deals with a failure of the message at hand, and with all signals. Never throws.</summary>
    private async ValueTask ManageAsync(Exception? failure)
    {
        if (failure is not null)
        {
            _context.Fail(failure);
            await SuperviseAsync(failure).ConfigureAwait(false);
        }

        Signal? signal = TakeSignals();
        while (signal is not null)
        {
            Signal? next = signal.Next;
            signal.Next = null;
            await ManageAsync(signal).ConfigureAwait(false);
            signal = next;
        }
    }

    private ValueTask ManageAsync(Signal signal)
    {
        if (_status == ActorStatus.Stopped)
        {
            ManageStopped(signal);
            return default;
        }

        switch (signal.Kind)
        {
            case SignalKind.Start:
                bool hasWaited = _isWaiting;
                _isWaiting = false;
                return _status == ActorStatus.Starting ? StartAsync() : hasWaited ? FinishStopAsync() : default;
            case SignalKind.Stop:
                return StopAsync();
            case SignalKind.Drain:
                return DrainAsync();
            case SignalKind.Passivate:
                return PassivateAsync();
            case SignalKind.ChildStopped:
                return ChildStoppedAsync((ActorCell)signal.Actor!);
            case SignalKind.Escalated:
                return _status == ActorStatus.Stopping ? default : SuperviseAsync(signal.Cause!);
            case SignalKind.Restart:
                return _status == ActorStatus.Suspended && signal.Use == _extras!.RestartUse ? RestartAsync() : default;
            case SignalKind.Watch:
                (Extras.Watchers ??= []).Add(((ActorCell)signal.Actor!, signal.As!));
                return default;
            case SignalKind.Unwatch:
                _ = _extras?.Watchers?.Remove(((ActorCell)signal.Actor!, signal.As!));
                return default;
            case SignalKind.Succeed:
                Extras.Successor = (ActorCell)signal.Actor!;
                return default;
            case SignalKind.Terminated:
                WatchedStopped(signal.Actor!, signal.Cause);
                return default;
            case SignalKind.Timer:
                Ticked(signal.Timer!);
                return default;
            default:
                Unstash();
                return default;
        }
    }

    private static void ManageStopped(Signal signal)
    {
        if (signal.Kind == SignalKind.Watch)
        {
            ((ActorCell)signal.Actor!).Send(new Signal(SignalKind.Terminated) { Actor = signal.As });
        }
        else if (signal.Kind == SignalKind.Succeed)
        {
            ((ActorCell)signal.Actor!).Send(new Signal(SignalKind.Start));
        }
    }

    private Signal? TakeSignals()
    {
        Signal? newest = Interlocked.Exchange(ref _signals, null);
        Signal? oldest = null;
        while (newest is not null)
        {
            Signal? next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }

    private async ValueTask StartAsync()
    {
        try
        {
            Actor actor = _factory();
            _receiver = actor;
            BeginHook();
            await actor.OnStartedAsync(_context).ConfigureAwait(false);
            _context.EndHandling();
            _status = ActorStatus.Running;
        }
        catch (Exception exception)
        {
            _context.EndHandling();
            await SuperviseAsync(exception).ConfigureAwait(false);
        }
    }

    /// <summary>Ends an instance, which may have gone wrong in any way.</summary>
    /// <param name="restartCause">What it threw, if another is to replace it.</param>
    private async ValueTask EndInstanceAsync(Exception? restartCause)
    {
        Actor? actor = _extras?.Instance ?? _receiver;
        _receiver = null;
        if (_extras is { } extras)
        {
            extras.Instance = null;
            extras.Behaviours = null;
            CancelTimers(extras);
        }

        if (actor is null)
        {
            return;
        }

        try
        {
            BeginHook();
            if (restartCause is null)
            {
                await actor.OnStoppingAsync(_context).ConfigureAwait(false);
            }
            else
            {
                await actor.OnRestartingAsync(restartCause, _context).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            _broker.Logger.ActorHookFailed(_address, exception);
        }

        _context.EndHandling();
        try
        {
            if (actor is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (actor as IDisposable)?.Dispose();
            }
        }
        catch (Exception exception)
        {
            _broker.Logger.ActorHookFailed(_address, exception);
        }
    }
}
