namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Closes an empty mailbox; false if a message is in it or on its way into it. The actor's turns only.</summary>
    public bool TryCloseIfEmpty() => _mailbox.TryCloseIfEmpty();

    /// <summary>Closes the mailbox and makes dead letters of what is in it and in line for it.</summary>
    public void EndMailbox()
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

    /// <summary>Makes dead letters of what the actor holds outside its mailbox.</summary>
    public void DropHeld()
    {
        while ((_parts?.Priority?.TryTake(out Envelope envelope) ?? false) || (_parts?.Stash?.TryTake(out envelope) ?? false))
        {
            // A stopped actor's ticks are no messages that anybody misses.
            if (envelope.Message is not (ActorTimer or ActorStopped))
            {
                Drop(envelope, DeadLetterReason.Stopped, new ActorStoppedException(_address));
            }
        }
    }
}
