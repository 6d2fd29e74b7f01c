namespace ZmqNative.Actors;

/// <summary>The entry of an ask's message in the queue of a mailbox, which the ask withdraws when it ends.</summary>
/// <remarks>
/// Otherwise the mailbox of an actor that hangs would keep the messages of all asks that have timed out. The entry is a hint: the message may be
/// in the mailbox by now, and its waiter in use for another one; the mailbox decides that under the lock of its gate. The entry is kept with the
/// number of the use of the target: a thread that has queued the message and stalls sets the entry late, when the target may be in its next
/// use, with an entry of its own.
/// </remarks>
internal struct QueuedMessage
{
    // Guards the other two, against a thread that sets the entry of an earlier use, and the end of a use.
    private SpinThenParkLock _gate;
    private IMailboxQueueEntry? _entry;
    private uint _token;

    /// <summary>Sets the entry, on the thread that has queued the message; the ask may have ended meanwhile.</summary>
    public void Set(IMailboxQueueEntry entry, ReplyTarget target, uint token)
    {
        using (_gate.Enter())
        {
            // The entry of an earlier use is withdrawn by the thread that set it, below. One of this use is replaced: the message was forwarded.
            if (_entry is null || unchecked((int)(_token - token)) <= 0)
            {
                Volatile.Write(ref _entry, entry);
                _token = token;
            }
        }

        // Either this thread sees that the ask has ended, or the end of the ask sees the entry.
        Interlocked.MemoryBarrier();
        if (!target.IsPending(token))
        {
            Withdraw(target, token);
            entry.Withdraw(target, token);
        }
    }

    /// <summary>Withdraws the entry of a use, if there is one. After the use has ended, and after a full fence.</summary>
    public void Withdraw(ReplyTarget target, uint token)
    {
        if (Volatile.Read(ref _entry) is null)
        {
            return;
        }

        IMailboxQueueEntry? entry = null;
        using (_gate.Enter())
        {
            if (_token == token)
            {
                (entry, _entry) = (_entry, null);
            }
        }

        entry?.Withdraw(target, token);
    }
}
