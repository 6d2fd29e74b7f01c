namespace ZmqNative.Patterns;

/// <summary>Delays the end of waits for replies whose time has passed, until the replies that had arrived by then were read.</summary>
/// <remarks>
/// A reply has arrived when libzmq has it; while the thread pool is busy the loop that reads it runs late. So a
/// wait whose time has passed ends at once only while that loop waits for more, and otherwise when it next waits, or has read as much
/// as can have been there, or after 10 seconds. A wait that ends in time costs nothing here.
/// </remarks>
/// <typeparam name="TLate">What identifies a wait.</typeparam>
/// <param name="socket">The socket, which one loop reads.</param>
/// <param name="end">
/// Ends a wait, unless it has ended already. Called outside every lock, on the timer's thread or by the loop. Must not throw.
/// </param>
/// <param name="mostBatches">The number of batches that are read before waits end although more replies arrive.</param>
internal sealed class ExpiryDelay<TLate>(AsyncSocket socket, Action<TLate> end, int mostBatches = 64)
{
    // By the system's clock: the loop may call code of users that does not return, such as a serializer. Longer than a busy pool lets a loop wait.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    // Guards all fields, against the timer's thread and the loop.
    private readonly Lock _gate = new();
    private List<TLate> _late = [];
    private int _batchesLeft;
    private ITimer? _limit;

    // A hint for the loop, which would otherwise take the lock for each batch.
    private volatile bool _isAnyLate;

    /// <summary>Adds a wait whose time has passed. Any thread, mostly the timer's.</summary>
    public void Expire(TLate late)
    {
        if (socket.HasBeenReadOut())
        {
            end(late);
            return;
        }

        lock (_gate)
        {
            if (_late.Count == 0)
            {
                _batchesLeft = mostBatches;
                _limit = StartLimit(_late);
            }

            _late.Add(late);
            _isAnyLate = true;
        }

        // The loop may have begun to wait before it could see the wait in the list.
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

    private ITimer StartLimit(List<TLate> late)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return TimeProvider.System.CreateTimer(
                static state =>
                {
                    (ExpiryDelay<TLate> delay, List<TLate> late) = ((ExpiryDelay<TLate>, List<TLate>))state!;
                    delay.EndLate(late);
                },
                (this, late),
                LongestDelay,
                Timeout.InfiniteTimeSpan);
        }
    }

    // The timer of an earlier list may still fire when that list has ended.
    private void EndLate(List<TLate>? only = null)
    {
        List<TLate> late;
        lock (_gate)
        {
            if (only is not null && only != _late)
            {
                return;
            }

            (late, _late) = (_late, []);
            _isAnyLate = false;
            _limit?.Dispose();
            _limit = null;
        }

        foreach (TLate wait in late)
        {
            end(wait);
        }
    }
}
