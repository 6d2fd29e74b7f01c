using System.Diagnostics;

namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>Closes an empty mailbox; false if a message is in it or about to be. The actor's turns only.</summary>
    public bool TryCloseIfEmpty() => _mailbox.TryCloseIfEmpty();

    /// <summary>Closes the mailbox and makes dead letters of the messages in it and in its queue of senders.</summary>
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

    /// <summary>Closes the mailbox for senders. Any thread.</summary>
    /// <returns>The senders that were waiting for space, to be accepted or refused; null if there were none.</returns>
    public List<MailboxWaiter>? CloseMailbox() => TakeAll(_mailbox.Close());

    /// <summary>Accepts the messages of senders that were waiting when the mailbox was closed: they are handled after all messages in it.</summary>
    public void AcceptFinalMessages(List<MailboxWaiter>? waiters)
    {
        foreach (MailboxWaiter waiter in waiters ?? [])
        {
            EnsureParts().EnsureFinalMessages().Enqueue(new Envelope(waiter.Message!, waiter.Target, waiter.Token));
            waiter.End();
        }
    }

    /// <summary>Makes dead letters of the messages of senders that were waiting when the mailbox was closed, and fails their waits.</summary>
    public void RefuseWaiters(List<MailboxWaiter>? waiters)
    {
        foreach (MailboxWaiter waiter in waiters ?? [])
        {
            _broker.DeadLetters.Add(waiter.Message!, _address, DeadLetterReason.Stopped);
            Exception refusal = EndCause();
            if (waiter.Target is { } target)
            {
                _ = target.TryFail(refusal, waiter.Token);

                // The caller throws that exception; the waiter needs one of its own.
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

    // For an actor that could not start, the failure of its start.
    private Exception EndCause() =>
        _parts?.StartFailure is { } failure ? CannotStart(failure) : new ActorStoppedException(_address);

    /// <summary>Releases what a reference to a stopped actor does not need. At the end of a turn, once the actor has stopped.</summary>
    private void ReleaseParts()
    {
        _mailbox.Release();
        if (_parts?.Thread is { } thread)
        {
            _broker.Threads.Release(thread);
        }

        _parts = null;
        Factory = static () => throw new UnreachableException("An actor that has stopped makes no instance.");
    }

    /// <summary>Makes dead letters of the messages that the actor has outside of its mailbox.</summary>
    public void DropOutsideMailbox()
    {
        while (_parts?.Priority?.TryDrop(out Envelope envelope) ?? false)
        {
            DropOutsideMailbox(envelope);
        }

        foreach (Envelope envelope in _parts?.Stash?.TakeAll() ?? [])
        {
            DropOutsideMailbox(envelope);
        }

        while (_parts?.FinalMessages?.TryDequeue(out Envelope envelope) ?? false)
        {
            DropOutsideMailbox(envelope);
        }
    }

    private void DropOutsideMailbox(in Envelope envelope)
    {
        // Ticks and notifications of a stopped actor are not dead letters.
        if (envelope.Message is PipedTask piped)
        {
            piped.Drop(EndCause());
        }
        else if (envelope.Message is not (ActorTimer or ActorStopped))
        {
            Drop(envelope, DeadLetterReason.Stopped, EndCause());
        }
    }
}
