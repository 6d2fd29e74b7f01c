namespace ZmqNative.Patterns;

/// <summary>Waiters in the order of their arrival; guarded by the lock of their socket. Removal is O(1), for cancellation.</summary>
internal sealed class WaiterQueue
{
    private Waiter? _last;

    public Waiter? First { get; private set; }

    public int Count { get; private set; }

    /// <summary>How many messages had gone this way when the last operation began to wait; not guarded, and only a hint.</summary>
    public long MessagesAtLastWait { get; set; }

    public bool IsEmpty => First is null;

    public void Enqueue(Waiter waiter)
    {
        waiter.Queue = this;
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

    public void Remove(Waiter waiter)
    {
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

        waiter.Queue = null;
        waiter.Previous = null;
        waiter.Next = null;
        Count--;
    }
}
