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
                Drop(envelope, DeadLetterReason.Stopped, EndCause());
            }
            else
            {
                // A producer took its position before the close, and is about to write its message there.
                spin.SpinOnce();
            }
        }

        RefuseWaiters(TakeAll(refused));
    }

    /// <summary>Lets nobody add any more. From any thread.</summary>
    /// <returns>The senders that were waiting for room, to be accepted or refused; null if there were none.</returns>
    public List<MailboxWaiter>? CloseMailbox() => TakeAll(_mailbox.Close());

    /// <summary>Accepts what senders of a closed mailbox were waiting for room for: it is handled after all that is in the mailbox.</summary>
    public void AcceptLast(List<MailboxWaiter>? waiters)
    {
        foreach (MailboxWaiter waiter in waiters ?? [])
        {
            EnsureParts().EnsureLast().Enqueue(new Envelope(waiter.Message!, waiter.Target, waiter.Token));
            waiter.End();
        }
    }

    /// <summary>Makes dead letters of what senders of a closed mailbox were waiting for room for, and lets them know.</summary>
    public void RefuseWaiters(List<MailboxWaiter>? waiters)
    {
        foreach (MailboxWaiter waiter in waiters ?? [])
        {
            _broker.DeadLetters.Add(waiter.Message!, _address, DeadLetterReason.Stopped);
            Exception refusal = EndCause();
            if (waiter.Target is { } target)
            {
                _ = target.TryFail(refusal, waiter.Token);

                // The asker throws that one; who awaits the room gets one of its own.
                refusal = EndCause();
            }

            waiter.End(refusal);
        }
    }

    private static List<MailboxWaiter>? TakeAll(DecidedOperations decided)
    {
        List<MailboxWaiter>? waiters = null;
        while (decided.TryTake(out PooledOperation? operation))
        {
            (waiters ??= []).Add((MailboxWaiter)operation);
        }

        return waiters;
    }

    // An actor that could not start says why.
    private Exception EndCause() =>
        _parts?.StartFailure is { } failure ? CannotStart(failure) : new ActorStoppedException(_address);

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

        while (_parts?.Last?.TryDequeue(out Envelope envelope) ?? false)
        {
            DropHeld(envelope);
        }
    }

    private void DropHeld(in Envelope envelope)
    {
        // Nobody misses a stopped actor's ticks.
        if (envelope.Message is not (ActorTimer or ActorStopped))
        {
            Drop(envelope, DeadLetterReason.Stopped, EndCause());
        }
    }
}
