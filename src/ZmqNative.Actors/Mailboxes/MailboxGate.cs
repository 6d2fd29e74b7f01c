namespace ZmqNative.Actors;

/// <summary>Senders that wait for room in one mailbox, in the order of their arrival; and the lock of what is rare there.</summary>
internal sealed class MailboxGate : OperationQueue
{
    /// <summary>Guards the queue, growth and closing, against producers and the consumer.</summary>
    public readonly Lock Lock = new();

    private int _waiting;

    /// <summary>Senders that wait, or are about to: raised before a sender finds the ring full for the last time.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether nothing more is accepted.</summary>
    public bool IsClosed { get; set; }

    public void AddWaiting() => Interlocked.Increment(ref _waiting);

    public void RemoveWaiting() => Interlocked.Decrement(ref _waiting);

    /// <summary>Takes a sender out of the queue; false if it is not, or no longer, in it.</summary>
    public bool TryTakeOut(MailboxWaiter waiter)
    {
        if (!TryRemove(waiter))
        {
            return false;
        }

        waiter.Wait?.End();
        RemoveWaiting();
        return true;
    }
}
