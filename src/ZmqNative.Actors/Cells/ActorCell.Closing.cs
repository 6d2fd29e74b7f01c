using System.Diagnostics;

namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Closes an empty mailbox; false if a message is in it or on its way into it. The actor's turns only.</summary>
    public bool TryCloseIfEmpty() => _mailbox.TryCloseIfEmpty();

    /// <summary>Closes the mailbox and makes dead letters of what is in it and in line for it.</summary>
    public void EndMailbox()
    {
        DecidedOperations refused = _mailbox.Close();
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

        while (refused.TryTake(out PooledOperation? operation))
        {
            MailboxWaiter waiter = (MailboxWaiter)operation;
            Exception refusal = Refuse(waiter.Message!, PostResult.Stopped);
            if (waiter.Target is { } target)
            {
                _ = target.TryFail(refusal, waiter.Token);

                // The asker throws that one; who awaits the room gets one of its own.
                refusal = new ActorStoppedException(_address);
            }

            waiter.End(refusal);
        }
    }

    /// <summary>Leaves to a reference that outlives the actor only what answers for it. At the end of a turn, once the actor has stopped.</summary>
    private void ReleaseParts()
    {
        _mailbox.Release();
        _parts = null;
        Factory = static () => throw new UnreachableException("An actor that has stopped makes no instance.");
    }

    /// <summary>Makes dead letters of what the actor holds outside its mailbox.</summary>
    public void DropHeld()
    {
        while (_parts?.Priority?.TryDrop(out Envelope envelope) ?? false)
        {
            DropHeld(envelope);
        }

        foreach (Envelope envelope in _parts?.Stash?.TakeAll() ?? [])
        {
            DropHeld(envelope);
        }
    }

    private void DropHeld(in Envelope envelope)
    {
        // Nobody misses a stopped actor's ticks.
        if (envelope.Message is not (ActorTimer or ActorStopped))
        {
            Drop(envelope, DeadLetterReason.Stopped, new ActorStoppedException(_address));
        }
    }
}
