namespace ZmqNative.Patterns;

/// <summary>Waiters whose outcome was decided under a lock, to be completed after it: user code may run then.</summary>
internal struct DecidedWaiters
{
    private Waiter? _first;
    private Waiter? _last;

    public void Add(Waiter waiter)
    {
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
    }

    /// <summary>Completes all, in order. To be called outside every lock.</summary>
    public void Complete()
    {
        Waiter? waiter = _first;
        _first = null;
        _last = null;
        while (waiter is not null)
        {
            // Once completed it may be in use again: read the link first.
            Waiter? next = waiter.Next;
            waiter.Next = null;
            waiter.Complete();
            waiter = next;
        }
    }
}
