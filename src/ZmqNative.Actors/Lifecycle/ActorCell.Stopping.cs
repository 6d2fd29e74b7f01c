namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Completes when the actor has stopped.</summary>
    public Task WhenStopped
    {
        get
        {
            ActorExtras extras = Extras;
            TaskCompletionSource stopped = extras.Stopped
                ?? Interlocked.CompareExchange(
                    ref extras.Stopped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null)
                ?? extras.Stopped;

            // After it is visible, so that either this look or the end of the stop completes it.
            Interlocked.MemoryBarrier();
            if (_status == ActorStatus.Stopped)
            {
                _ = stopped.TrySetResult();
            }

            return stopped.Task;
        }
    }

    /// <summary>Cancelled when the actor is to stop.</summary>
    public CancellationToken StoppingToken
    {
        get
        {
            ActorExtras extras = Extras;
            CancellationTokenSource stopping = extras.Stopping ??= new CancellationTokenSource();

            // Who asks for the stop sets the flag first and then looks for a source; here it is the other way round.
            Interlocked.MemoryBarrier();
            if (_stopRequested)
            {
                CancelStopping();
            }

            return stopping.Token;
        }
    }

    /// <summary>Asks the actor to stop; a receive that is pending sees it at once, by its token.</summary>
    public void RequestStop(bool drain)
    {
        Send(new Signal(drain ? SignalKind.Drain : SignalKind.Stop));
        if (!drain)
        {
            _stopRequested = true;
            Interlocked.MemoryBarrier();
            CancelStopping();
        }
    }

    private void CancelStopping()
    {
        if (_extras?.Stopping is { } stopping)
        {
            // Callbacks are the user's; they run elsewhere, and one that throws is nobody's failure.
            stopping.CancelAsync().Observe();
        }
    }

    private ValueTask DrainAsync()
    {
        if (_status == ActorStatus.Stopping)
        {
            return default;
        }

        // A pause before a restart would only use up the time that there is.
        Extras.IsDraining = true;
        return _status == ActorStatus.Suspended ? RestartAsync() : default;
    }

    private ValueTask StopAsync()
    {
        if (_status == ActorStatus.Stopping)
        {
            return default;
        }

        _status = ActorStatus.Stopping;
        _stopRequested = true;
        CancelStopping();
        if (_extras is { } extras)
        {
            extras.RestartUse++;
            extras.Backoff?.Dispose();
            extras.Backoff = null;
            StopChildren(extras);
        }

        // Senders are told as early as possible.
        EndMailbox();
        return _isWaiting || _extras?.Children is { Count: > 0 } ? default : FinishStopAsync();
    }

    private async ValueTask FinishStopAsync()
    {
        await EndInstanceAsync(restartCause: null).ConfigureAwait(false);
        if (_extras is { } leaving)
        {
            // Before the status: who sees that all actors have stopped ends the dead letters.
            DropFront(leaving);
        }

        _broker.Forget(this);
        _status = ActorStatus.Stopped;
        Interlocked.MemoryBarrier();
        if (_extras is { } extras)
        {
            foreach ((ActorCell watcher, ActorRef named) in extras.Watchers ?? [])
            {
                watcher.Send(new Signal(SignalKind.Terminated) { Actor = named });
            }

            foreach (ActorRef watched in extras.Watched ?? [])
            {
                watched.Unwatch(this);
            }

            extras.Watchers = null;
            extras.Watched = null;
            extras.Successor?.Send(new Signal(SignalKind.Start));
            extras.Successor = null;
            _ = extras.Stopped?.TrySetResult();
        }

        _parent?.Send(new Signal(SignalKind.ChildStopped) { Actor = this });
        _broker.CountStopped();
    }

    /// <summary>Closes the mailbox and makes dead letters of what is in it and in line for it.</summary>
    private void EndMailbox()
    {
        MailboxWaiter? waiter = _mailbox.Close();
        SpinWait spin = default;
        while (!_mailbox.IsDrained(_mailbox.Cursor))
        {
            if (_mailbox.TryTakeOldest(out Envelope envelope))
            {
                Drop(envelope, DeadLetterReason.Stopped, new ActorStoppedException(_address));
            }
            else
            {
                // A producer took its position before the close, and is about to write its message there.
                spin.SpinOnce();
            }
        }

        while (waiter is not null)
        {
            MailboxWaiter? next = waiter.NextServed;
            waiter.NextServed = null;
            Exception refusal = Refuse(waiter.Message!, PostResult.Stopped);
            if (waiter.Target is { } target)
            {
                _ = target.TryFail(refusal, waiter.Token);
            }

            if (waiter.IsAwaited)
            {
                waiter.Fail(refusal);
            }
            else
            {
                waiter.Return();
            }

            waiter = next;
        }
    }

    private void DropFront(ActorExtras extras)
    {
        while (extras.Front.TryDequeue(out Envelope envelope) || (extras.Stash?.TryDequeue(out envelope) ?? false))
        {
            // A stopped actor's timers are no messages that anybody misses.
            if (envelope.Message is not (ActorTimer or ActorStopped))
            {
                Drop(envelope, DeadLetterReason.Stopped, new ActorStoppedException(_address));
            }
        }
    }
}
