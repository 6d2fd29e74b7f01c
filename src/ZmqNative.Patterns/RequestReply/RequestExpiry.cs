namespace ZmqNative.Patterns;

/// <summary>Ends requests whose deadline has passed, but not before the replies that had arrived by then were read.</summary>
/// <remarks>
/// A reply has arrived when libzmq has it; while the thread pool is busy the loop that reads it runs late. So a
/// request whose time has passed ends at once only while that loop waits for more, and otherwise when it next waits, or has read as much
/// as can have been there.
/// </remarks>
/// <typeparam name="TReply">The type of a reply.</typeparam>
internal sealed class RequestExpiry<TReply>(AsyncSocket socket, PendingRequestTable<TReply> table, Func<string> describeConnections)
    where TReply : struct, IDisposable
{
    // The number of batches that are read before requests end although more replies arrive.
    private const int MostBatches = 64;

    // Guards all fields, against the timer's thread and the loop.
    private readonly Lock _gate = new();
    private List<(PendingRequest<TReply> Pending, uint Use)> _late = [];
    private int _batchesLeft;

    // A hint for the loop, which would otherwise take the lock for each batch.
    private volatile bool _isAnyLate;

    /// <summary>Adds a use whose time has passed. On the timer's thread.</summary>
    public void Expire(PendingRequest<TReply> pending, uint use)
    {
        if (socket.HasBeenReadOut())
        {
            End(pending, use);
            return;
        }

        lock (_gate)
        {
            if (_late.Count == 0)
            {
                _batchesLeft = MostBatches;
            }

            _late.Add((pending, use));
            _isAnyLate = true;
        }

        // The loop may have begun to wait before it could see the request in the list.
        if (socket.HasBeenReadOut())
        {
            EndLate();
        }
    }

    /// <summary>Called when the loop has handled a batch, and waits for more or continues.</summary>
    public void AfterBatch(bool waits)
    {
        // A receive that has just got its batch seems to wait as well, while the item that takes the batch is queued.
        if (_isAnyLate && ((waits && socket.HasBeenReadOut()) || CountBatch()))
        {
            EndLate();
        }
    }

    private bool CountBatch()
    {
        lock (_gate)
        {
            return --_batchesLeft <= 0;
        }
    }

    private void EndLate()
    {
        List<(PendingRequest<TReply> Pending, uint Use)> late;
        lock (_gate)
        {
            (late, _late) = (_late, []);
            _isAnyLate = false;
        }

        foreach ((PendingRequest<TReply> pending, uint use) in late)
        {
            End(pending, use);
        }
    }

    private void End(PendingRequest<TReply> pending, uint use)
    {
        if (table.TryTake(pending, use))
        {
            ulong id = pending.RequestId;
            pending.Fail(new RequestTimeoutException(pending.Timeout, table.Owner, describeConnections()));
            table.GivenUp?.Invoke(id);
        }
    }
}
