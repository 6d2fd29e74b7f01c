namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>The use of operations by sockets and mailboxes: a lock, a queue, and completion after the lock.</summary>
internal sealed class QueueOwner
{
    private readonly Lock _gate = new();
    private readonly OperationQueue _queue = new();
    private bool _ended;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Begins an operation.</summary>
    public ValueTask<int> Wait(CancellationToken token = default)
    {
        QueuedOperation operation = QueuedOperation.Rent(this, token);
        ValueTask<int> task = operation.Task;
        lock (_gate)
        {
            if (_ended)
            {
                operation.Forget();
                return ValueTask.FromException<int>(new ObjectDisposedException(nameof(QueueOwner)));
            }

            _queue.Enqueue(operation);
        }

        operation.Observe();
        return task;
    }

    /// <summary>Serves at most a number of operations, in order, with numbers from <paramref name="first"/> on.</summary>
    public int Serve(int first, int count = int.MaxValue)
    {
        DecidedOperations decided = default;
        int served = 0;
        lock (_gate)
        {
            while (served < count && _queue.First is QueuedOperation operation)
            {
                _ = _queue.TryRemove(operation);
                operation.Result = first + served++;
                decided.Add(operation);
            }
        }

        decided.Complete();
        return served;
    }

    public void Cancel(QueuedOperation operation)
    {
        lock (_gate)
        {
            if (!_queue.TryRemove(operation))
            {
                return;
            }

            operation.DecideCancelled();
        }

        operation.Complete();
    }

    /// <summary>Fails all pending operations; no other can begin.</summary>
    public void End()
    {
        DecidedOperations decided = default;
        lock (_gate)
        {
            _ended = true;
            while (_queue.First is { } operation)
            {
                _ = _queue.TryRemove(operation);
                operation.DecideFailure(new ObjectDisposedException(nameof(QueueOwner)));
                decided.Add(operation);
            }
        }

        decided.Complete();
    }
}
