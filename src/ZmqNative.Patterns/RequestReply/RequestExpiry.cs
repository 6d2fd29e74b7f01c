namespace ZmqNative.Patterns;

/// <summary>Ends requests whose time is over, but not before the replies that had come by then were read.</summary>
/// <remarks>
/// A reply is on its way to its request once libzmq has it; while the thread pool is busy the loop that reads it runs late. So a
/// request whose time is over ends at once only while that loop waits for more, and otherwise when it next waits, or has read as much
/// as can have been there.
/// </remarks>
/// <typeparam name="TReply">The type of a reply.</typeparam>
internal sealed class RequestExpiry<TReply>(AsyncSocket socket, PendingRequestTable<TReply> table, Func<string> describeConnections)
    where TReply : struct, IDisposable
{
    // As many batches are read before requests end although more replies keep coming.
    private const int MostBatches = 64;

    // Guards all fields, against the timer's thread and the loop.
    private readonly Lock _gate = new();
    private List<(PendingRequest<TReply> Pending, uint Use)> _late = [];
    private int _batchesLeft;

    // A hint for the loop, which would otherwise take the lock for each batch.
    private volatile bool _isAnyLate;

    /// <summary>The time of a use is over. On the timer's thread.</summary>
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

        // The loop may have come to wait before it could see the request in the list.
        if (socket.HasBeenReadOut())
        {
            EndLate();
        }
    }

    /// <summary>The loop has handled a batch, and waits for more or goes on.</summary>
    public void AfterBatch(bool waits)
    {
        if (_isAnyLate && (waits || CountBatch()))
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
