namespace ZmqNative.Actors;

/// <summary>The queue of senders that wait for space in one mailbox, in the order of arrival, and the lock of its rare operations.</summary>
internal sealed class MailboxGate : OperationQueue
{
    /// <summary>Guards the queue, growth and closing, against producers and the consumer.</summary>
    public readonly Lock Lock = new();

    private int _waiting;

    /// <summary>The messages of a mailbox with levels, and its senders that wait; null for one without.</summary>
    public PriorityLevels? Levels { get; init; }

    /// <summary>The sender that is served next.</summary>
    public MailboxWaiter? NextWaiter => Levels is { } levels ? levels.NextWaiter : First as MailboxWaiter;

    /// <summary>The number of senders that wait, or are about to: incremented before a sender finds the ring full for the last time.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether the mailbox is closed for senders.</summary>
    public bool IsClosed { get; set; }

    public void AddWaiting() => Interlocked.Increment(ref _waiting);

    public void RemoveWaiting() => Interlocked.Decrement(ref _waiting);

    /// <summary>Takes a sender out of the queue; false if it is not, or no longer, in it.</summary>
    public bool TryTakeOut(MailboxWaiter waiter)
    {
        if (!TryRemove(waiter) && !TryRemoveFromLevel(waiter))
        {
            return false;
        }

        waiter.Wait?.End();
        RemoveWaiting();
        return true;
    }

    /// <summary>Whether a sender waits in this queue, or in that of one of the levels.</summary>
    public bool Has(MailboxWaiter waiter) =>
        waiter.Queue == this || (Levels is { } levels && waiter.Queue is { } queue && levels.Owns(queue));

    private bool TryRemoveFromLevel(MailboxWaiter waiter)
    {
        if (Levels is not { } levels || waiter.Queue is not { } queue || !levels.Owns(queue) || !queue.TryRemove(waiter))
        {
            return false;
        }

        levels.CountWaiterOut();
        return true;
    }
}
