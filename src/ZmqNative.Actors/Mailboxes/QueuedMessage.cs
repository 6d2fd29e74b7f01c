namespace ZmqNative.Actors;

/// <summary>The entry of an ask's message in the queue of a mailbox, which the ask withdraws when it ends.</summary>
/// <remarks>
/// Otherwise the mailbox of an actor that hangs would keep the messages of all asks that have timed out. The entry is a hint: the message may be
/// in the mailbox by now, and its waiter in use for another one; the mailbox decides that under the lock of its gate.
/// </remarks>
internal struct QueuedMessage
{
    private IMailboxQueueEntry? _entry;

    /// <summary>Sets the entry, on the thread that has queued the message; the ask may have ended meanwhile.</summary>
    public void Set(IMailboxQueueEntry entry, ReplyTarget target, uint token)
    {
        Volatile.Write(ref _entry, entry);

        // Either this thread sees that the ask has ended, or the end of the ask sees the entry.
        Interlocked.MemoryBarrier();
        if (!target.IsPending(token))
        {
            Withdraw(target, token);
        }
    }

    /// <summary>Withdraws the entry, if there is one. After the ask has ended, and after a full fence.</summary>
    public void Withdraw(ReplyTarget target, uint token)
    {
        if (_entry is not null)
        {
            Interlocked.Exchange(ref _entry, null)?.Withdraw(target, token);
        }
    }
}
