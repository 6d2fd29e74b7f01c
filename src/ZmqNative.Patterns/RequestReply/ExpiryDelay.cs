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

    // Guards all fields, against the timer's thread, the loop and the end.
    private readonly Lock _gate = new();
    private List<TLate> _late = [];
    private int _batchesLeft;
    private ITimer? _limit;
    private bool _hasEnded;

    // A hint for the loop, which would otherwise take the lock for each batch.
    private volatile bool _isAnyLate;

    /// <summary>Adds a wait whose time has passed. Any thread, mostly the timer's.</summary>
    public void Expire(TLate late)
    {
        if (socket.HasBeenReadOut() || !TryAdd(late, out List<TLate> list, out int count))
        {
            end(late);
        }
        else if (socket.HasBeenReadOut())
        {
            // The loop may have begun to wait before it could see the wait in the list.
            EndLate(list, count);
        }
    }

    /// <summary>Called when the loop has handled a batch, and waits for more or continues.</summary>
    public void AfterBatch(bool waits)
    {
        if (!_isAnyLate)
        {
            return;
        }

        List<TLate> list;
        int count;
        bool isOver;
        lock (_gate)
        {
            (list, count) = (_late, _late.Count);
            isOver = --_batchesLeft <= 0;
        }

        // A receive that has just got its batch seems to wait as well, while the item that takes the batch is queued.
        if (isOver || (waits && socket.HasBeenReadOut()))
        {
            EndLate(list, count);
        }
    }

    /// <summary>Ends all waits, and later ones at once: no more replies are read.</summary>
    public void End()
    {
        List<TLate> list;
        lock (_gate)
        {
            _hasEnded = true;
            list = _late;
        }

        EndLate(list, int.MaxValue);
    }

    private bool TryAdd(TLate late, out List<TLate> list, out int count)
    {
        lock (_gate)
        {
            list = _late;
            if (!_hasEnded)
            {
                if (_late.Count == 0)
                {
                    Restart();
                }

                _late.Add(late);
                _isAnyLate = true;
            }

            count = _late.Count;
            return !_hasEnded;
        }
    }

    // Inside the lock: for the waits that are in the list from now on.
    private void Restart()
    {
        _batchesLeft = mostBatches;
        using (ExecutionContext.SuppressFlow())
        {
            _limit = TimeProvider.System.CreateTimer(
                static state =>
                {
                    (ExpiryDelay<TLate> delay, List<TLate> list) = ((ExpiryDelay<TLate>, List<TLate>))state!;
                    delay.EndLate(list, int.MaxValue);
                },
                (this, _late),
                LongestDelay,
                Timeout.InfiniteTimeSpan);
        }
    }

    // Ends those that were in the list when it was looked at: for later ones the look says nothing. A list that has ended is another one since.
    private void EndLate(List<TLate> list, int count)
    {
        List<TLate> ended;
        lock (_gate)
        {
            if (list != _late)
            {
                return;
            }

            count = Math.Min(count, list.Count);
            ended = list.GetRange(0, count);
            _late = list.GetRange(count, list.Count - count);
            _isAnyLate = _late.Count > 0;
            _limit?.Dispose();
            _limit = null;
            if (_isAnyLate)
            {
                Restart();
            }
        }

        foreach (TLate wait in ended)
        {
            end(wait);
        }
    }
}
