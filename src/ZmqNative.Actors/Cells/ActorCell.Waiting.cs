namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Ends the wait of a sender that was cancelled.</summary>
    public void CancelWait(MailboxWaiter waiter)
    {
        if (_mailbox.TryRemove(waiter))
        {
            DeadLetterFeed.Release(waiter.Message!);
            waiter.DecideCancelled();
            waiter.Complete();
        }
    }

    /// <summary>Withdraws a message that waits for space, as its ask has ended.</summary>
    public void WithdrawWaiter(MailboxWaiter waiter, ReplyTarget target, uint token)
    {
        if (_mailbox.TryRemove(waiter, target, token))
        {
            object message = waiter.Message!;
            waiter.Forget();
            _broker.DeadLetters.Add(message, _address, DeadLetterReason.Expired);
        }
    }

    /// <summary>Ends the wait of a sender whose time has passed.</summary>
    public void ExpireWait(MailboxWaiter waiter, uint use)
    {
        ActorWait? wait = waiter.Wait;
        if (!_mailbox.TryRemove(waiter, use))
        {
            return;
        }

        string sender = wait is null ? string.Empty : $"{wait}; ";
        _broker.DeadLetters.Add(waiter.Message!, _address, DeadLetterReason.MailboxFull);
        waiter.Fail(new TellTimeoutException(_address, _broker.Options.TellTimeout, sender + WaitCycle.Describe(this)));
    }

    /// <summary>Begins the wait of an actor, within a handling, for space in this mailbox; a wait that could never end is refused.</summary>
    public void BeginWait(MailboxWaiter waiter, ActorWait wait)
    {
        if (_mailbox.TryTie(waiter, wait) && wait.Begin() is { } cycle && _mailbox.TryRemove(waiter))
        {
            _broker.DeadLetters.Add(waiter.Message!, _address, DeadLetterReason.MailboxFull);
            waiter.Fail(new ActorDeadlockException(cycle, wait.Actor.Address));
        }
    }

    /// <summary>Waits until the actor has stopped.</summary>
    /// <param name="stopped">The task of <see cref="StopNotification.WhenStopped"/>.</param>
    /// <param name="limit">The longest time, by the broker's clock.</param>
    /// <param name="wait">The wait of the actor that calls; null if none does.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask WaitForStopAsync(Task stopped, TimeSpan limit, ActorWait? wait, CancellationToken cancellationToken)
    {
        try
        {
            await stopped.WaitAsync(limit, _broker.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late) when (!stopped.IsCompleted)
        {
            throw new StopTimeoutException(
                $"Actor '{_address}' has not stopped within {limit.TotalSeconds:0.###} s; it will when it can. {WaitCycle.Describe(this)}",
                _address,
                late);
        }
        catch (TimeoutException)
        {
            // It has stopped just in time.
        }
        finally
        {
            wait?.End();
        }
    }
}
