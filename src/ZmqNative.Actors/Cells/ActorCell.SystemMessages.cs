namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Starts the actor in its first turn, without a message, to save memory.</summary>
    public void Begin() => Schedule();

    /// <summary>Keeps the actor from having a turn until <see cref="BeginAfter"/>. Before other threads can find it.</summary>
    public void Hold() => _scheduled = 1;

    /// <summary>Prepares the actor, which is held, and lets it begin; if that fails, it is stopped.</summary>
    public void BeginAfter(Action<ActorCell> prepare)
    {
        try
        {
            prepare(this);
        }
        catch
        {
            ActorLifecycle.RequestStop(this, drain: false);
            throw;
        }
        finally
        {
            QueueFirst();
        }
    }

    /// <summary>Sends a message to the cell, before all others.</summary>
    public void Send(SystemMessage message)
    {
        SystemMessage? head = Volatile.Read(ref _systemMessages);
        while (true)
        {
            message.Next = head;
            SystemMessage? seen = Interlocked.CompareExchange(ref _systemMessages, message, head);
            if (seen == head)
            {
                break;
            }

            head = seen;
        }

        Schedule();
    }

    // A message may cause the first turn before Begin does.
    private bool IsToBegin => _status == ActorStatus.New && !IsWaiting;

    /// <summary>Handles a failure of the current message, the actor's begin, and all system messages. Never throws.</summary>
    /// <remarks>Its awaits, and those of the steps that it calls, continue on the actor's scheduler: hooks that follow need it.</remarks>
    private async ValueTask HandleSystemMessagesAsync(Exception? failure)
    {
        if (failure is not null && ActorLifecycle.IsEndByStop(this, failure))
        {
            _context.EndByStop();
        }
        else if (failure is not null && _context.IsEndByCaller(failure))
        {
            _context.EndByCaller(failure);
        }
        else if (failure is not null)
        {
            // Before its sender has it: it is in the count then.
            _broker.FailureLog.AddFailure(_address, failure);
            _context.Fail(failure);
            await EnsureParts().EnsureSupervisor().HandleAsync(failure).ConfigureAwait(true);
        }

        if (IsToBegin)
        {
            await ActorLifecycle.StartAsync(this).ConfigureAwait(true);
        }

        SystemMessage? message = TakeSystemMessages();
        while (message is not null)
        {
            SystemMessage? next = message.Next;
            message.Next = null;
            await HandleAsync(message).ConfigureAwait(true);
            message = next;
        }
    }

    // Gives a system message to the part that it concerns.
    private ValueTask HandleAsync(SystemMessage message)
    {
        if (_status == ActorStatus.Stopped)
        {
            ActorLifecycle.AnswerStopped(this, message);
            return default;
        }

        switch (message.Kind)
        {
            case SystemMessageKind.Start:
                return ActorLifecycle.BeginAsync(this);
            case SystemMessageKind.Stop:
                return ActorLifecycle.StopAsync(this);
            case SystemMessageKind.Drain:
                return ActorLifecycle.DrainAsync(this, message.Waiters);
            case SystemMessageKind.Passivate:
                return Passivation.PassivateAsync(this, message.Use);
            case SystemMessageKind.ChildStopped:
                return _parts!.Children!.RemoveAsync((ActorCell)message.Actor!);
            case SystemMessageKind.Escalated:
                return EnsureParts().EnsureSupervisor().HandleEscalatedAsync(message.Cause!);
            case SystemMessageKind.Restart:
                return _parts!.Supervisor!.EndPauseAsync(message.Use);
            case SystemMessageKind.EndPause:
                return _status == ActorStatus.Suspended ? _parts!.Supervisor!.RestartAsync() : default;
            case SystemMessageKind.Watch:
                EnsureParts().EnsureDeathWatch().AddWatcher((ActorCell)message.Actor!, message.As!);
                return default;
            case SystemMessageKind.Unwatch:
                _parts?.DeathWatch?.RemoveWatcher((ActorCell)message.Actor!, message.As!);
                return default;
            case SystemMessageKind.StartSuccessor:
                EnsureParts().Successor = (ActorCell)message.Actor!;
                return default;
            case SystemMessageKind.Terminated:
                _parts?.DeathWatch?.HandleTerminated(message.Actor!, message.Cause);
                return default;
            case SystemMessageKind.Timer:
                _parts!.Timers!.HandleTick(message.Timer!);
                return default;
            case SystemMessageKind.Piped:
                EnsureParts().EnsurePriority().Add(new Envelope(message.Piped!, null, 0));
                return default;
            default:
                _parts?.Stash?.Unstash();
                return default;
        }
    }

    private SystemMessage? TakeSystemMessages()
    {
        SystemMessage? newest = Interlocked.Exchange(ref _systemMessages, null);
        SystemMessage? oldest = null;
        while (newest is not null)
        {
            SystemMessage? next = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = next;
        }

        return oldest;
    }
}
