namespace ZmqNative.Actors;

/// <summary>Senders that wait for room in one mailbox, in the order of their arrival; and the lock of what is rare there.</summary>
internal sealed class MailboxGate
{
    /// <summary>Guards the line, growth and closing, against producers and the consumer.</summary>
    public readonly Lock Lock = new();

    private MailboxWaiter? _last;
    private int _waiting;

    /// <summary>Senders that wait, or are about to: raised before a sender finds the ring full for the last time.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public MailboxWaiter? First { get; private set; }

    /// <summary>Senders in the line.</summary>
    public int Count { get; private set; }

    /// <summary>Whether nothing more is accepted.</summary>
    public bool IsClosed { get; set; }

    public void AddWaiting() => Interlocked.Increment(ref _waiting);

    public void RemoveWaiting() => Interlocked.Decrement(ref _waiting);

    public void Enqueue(MailboxWaiter waiter)
    {
        waiter.IsQueued = true;
        waiter.Previous = _last;
        waiter.Next = null;
        if (_last is null)
        {
            First = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        Count++;
    }

    public bool TryRemove(MailboxWaiter waiter)
    {
        if (!waiter.IsQueued)
        {
            return false;
        }

        if (waiter.Previous is null)
        {
            First = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.IsQueued = false;
        waiter.Previous = null;
        waiter.Next = null;
        Count--;
        RemoveWaiting();
        return true;
    }
}
