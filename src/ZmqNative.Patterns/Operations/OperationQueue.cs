namespace ZmqNative.Patterns;

/// <summary>Pending operations in the order of their arrival; guarded by a lock of its owner. Removal is O(1), for cancellation.</summary>
internal class OperationQueue
{
    private PooledOperation? _last;

    /// <summary>The operation that has been in the queue for the longest.</summary>
    public PooledOperation? First { get; private set; }

    /// <summary>The operation that was added last. From any thread, as a hint.</summary>
    public PooledOperation? Last => Volatile.Read(ref _last);

    public int Count { get; private set; }

    public bool IsEmpty => First is null;

    public void Enqueue(PooledOperation operation)
    {
        operation.Queue = this;
        operation.Previous = _last;
        operation.Next = null;
        if (_last is null)
        {
            First = operation;
        }
        else
        {
            _last.Next = operation;
        }

        _last = operation;
        Count++;
    }

    /// <summary>Removes an operation. The caller decides its outcome.</summary>
    /// <returns>False if the operation is not, or no longer, in this queue: then another thread has decided.</returns>
    public bool TryRemove(PooledOperation operation)
    {
        if (operation.Queue != this)
        {
            return false;
        }

        if (operation.Previous is null)
        {
            First = operation.Next;
        }
        else
        {
            operation.Previous.Next = operation.Next;
        }

        if (operation.Next is null)
        {
            _last = operation.Previous;
        }
        else
        {
            operation.Next.Previous = operation.Previous;
        }

        operation.Queue = null;
        operation.Previous = null;
        operation.Next = null;
        Count--;
        return true;
    }
}
