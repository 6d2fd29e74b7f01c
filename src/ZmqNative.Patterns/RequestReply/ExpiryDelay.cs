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
/// <param name="longestDelay">The time after which waits end although the loop does not look: tests need another one.</param>
internal sealed class ExpiryDelay<TLate>(AsyncSocket socket, Action<TLate> end, int mostBatches = 64, TimeSpan? longestDelay = null)
{
    // By the system's clock: the loop may call code of users that does not return, such as a serializer. Longer than a busy pool lets a loop wait.
    private readonly TimeSpan _longestDelay = longestDelay ?? TimeSpan.FromSeconds(10);

    // Guards all fields, against the timer's thread, the loop and the end.
    private readonly Lock _gate = new();

    // In the order in which they were added, with the number of batches at that time. Waits are numbered from 1, and this is the end of that sequence.
    private List<(TLate Wait, long Batch)> _late = [];

    // The number of waits that have ended, which is that of the last one of them.
    private long _ended;
    private long _batches;
    private ITimer? _limit;
    private bool _hasEnded;

    // A hint for the loop, which would otherwise take the lock for each batch.
    private volatile bool _isAnyLate;

    /// <summary>Adds a wait whose time has passed. Any thread, mostly the timer's.</summary>
    public void Expire(TLate late)
    {
        if (socket.HasBeenReadOut() || !TryAdd(late, out long number))
        {
            end(late);
        }
        else if (socket.HasBeenReadOut())
        {
            // The loop may have begun to wait before it could see the wait in the list.
            EndUpTo(number);
        }
    }

    /// <summary>Called when the loop has handled a batch, and waits for more or continues.</summary>
    public void AfterBatch(bool waits)
    {
        if (!_isAnyLate)
        {
            return;
        }

        long last;
        long lastOver;
        lock (_gate)
        {
            _batches++;
            last = _ended + _late.Count;
            lastOver = _ended + CountOverInsideLock();
        }

        // A receive that has just got its batch seems to wait as well, while the item that takes the batch is queued.
        EndUpTo(waits && socket.HasBeenReadOut() ? last : lastOver);
    }

    /// <summary>Ends all waits, and later ones at once: no more replies are read.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }

        EndUpTo(long.MaxValue);
    }

    private bool TryAdd(TLate late, out long number)
    {
        lock (_gate)
        {
            number = _ended + _late.Count + 1;
            if (_hasEnded)
            {
                return false;
            }

            _late.Add((late, _batches));
            _isAnyLate = true;
            if (_late.Count == 1)
            {
                RestartInsideLock();
            }

            return true;
        }
    }

    private int CountOverInsideLock()
    {
        int count = 0;
        while (count < _late.Count && _batches - _late[count].Batch >= mostBatches)
        {
            count++;
        }

        return count;
    }

    private void RestartInsideLock()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _limit = TimeProvider.System.CreateTimer(
                static state =>
                {
                    (ExpiryDelay<TLate> delay, long ended) = ((ExpiryDelay<TLate>, long))state!;
                    delay.EndOfLimit(ended);
                },
                (this, _ended),
                _longestDelay,
                Timeout.InfiniteTimeSpan);
        }
    }

    // The callback of a timer that was disposed may run nevertheless: it is not for the waits that are left.
    private void EndOfLimit(long ended)
    {
        long last;
        lock (_gate)
        {
            last = _ended == ended ? _ended + _late.Count : 0;
        }

        EndUpTo(last);
    }

    // By number: other threads may end some of them at the same time. For those that were added after a look, the look says nothing.
    private void EndUpTo(long last)
    {
        List<(TLate Wait, long Batch)> late;
        int count;
        lock (_gate)
        {
            late = _late;
            count = (int)Math.Clamp(last - _ended, 0, late.Count);
            if (count == 0)
            {
                return;
            }

            _late = late.GetRange(count, late.Count - count);
            _ended += count;
            _isAnyLate = _late.Count > 0;
            _limit?.Dispose();
            _limit = null;
            if (_isAnyLate)
            {
                RestartInsideLock();
            }
        }

        for (int i = 0; i < count; i++)
        {
            end(late[i].Wait);
        }
    }
}
