using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>
/// Operations whose outcome was decided under a lock, in order. They are completed after the lock is released, as user code may run then.
/// </summary>
internal struct DecidedOperations
{
    private PooledOperation? _first;
    private PooledOperation? _last;

    public readonly bool IsEmpty => _first is null;

    public void Add(PooledOperation operation)
    {
        if (_last is null)
        {
            _first = operation;
        }
        else
        {
            _last.Next = operation;
        }

        _last = operation;
    }

    /// <summary>Takes the first operation, for owners that do more than complete it.</summary>
    public bool TryTake([NotNullWhen(true)] out PooledOperation? operation)
    {
        operation = _first;
        if (operation is null)
        {
            return false;
        }

        // Once completed it may be in use again: the link is read first.
        _first = operation.Next;
        operation.Next = null;
        if (_first is null)
        {
            _last = null;
        }

        return true;
    }

    /// <summary>Completes all operations. To be called outside every lock.</summary>
    public void Complete()
    {
        while (TryTake(out PooledOperation? operation))
        {
            operation.Complete();
        }
    }
}
