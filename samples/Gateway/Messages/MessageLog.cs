namespace ZmqNative.Samples.Gateway;

/// <summary>The newest messages, in a ring: memory is bounded, even with slow readers.</summary>
/// <remarks>
/// Viewers have no queues of their own. Each remembers the number of the last message it got and reads on from there; messages that
/// the ring has dropped meanwhile are counted for that viewer.
/// </remarks>
internal sealed class MessageLog(int capacity, LiveSignal signal)
{
    // Guards the fields below, against threads that receive, read and clear.
    private readonly Lock _gate = new();
    private readonly LoggedMessage?[] _ring = new LoggedMessage[capacity];
    private long _last;
    private int _count;
    private long _clearedThrough;
    private long _clears;
    private long _droppedSinceClear;
    private long _dropped;

    public int Capacity => _ring.Length;

    /// <summary>The current counts.</summary>
    public LogState State
    {
        get
        {
            lock (_gate)
            {
                return new LogState(_last, _count, _dropped, _clears);
            }
        }
    }

    public void Add(ReadOnlyMemory<byte> json, double receivedAt, double? latency)
    {
        lock (_gate)
        {
            _last++;
            _ring[(int)(_last % _ring.Length)] = new LoggedMessage(_last, json, receivedAt, latency);
            if (_count < _ring.Length)
            {
                _count++;
            }
            else
            {
                _dropped++;
                _droppedSinceClear++;
            }
        }

        signal.Set();
    }

    /// <summary>All messages, the oldest first, and the number of messages that were dropped since the last clearing.</summary>
    public (LoggedMessage[] Messages, long Dropped) ReadAll()
    {
        lock (_gate)
        {
            return (CopyInsideLock(_last - _count, _count), _droppedSinceClear);
        }
    }

    /// <summary>Removes all messages, for all readers.</summary>
    /// <returns>The number of messages that were removed.</returns>
    public int Clear()
    {
        int count;
        lock (_gate)
        {
            count = _count;
            Array.Clear(_ring);
            _count = 0;
            _clearedThrough = _last;
            _droppedSinceClear = 0;
            _clears++;
        }

        signal.Set();
        return count;
    }

    /// <summary>Returns the messages that a viewer has not got yet, at most the newest <paramref name="limit"/>.</summary>
    /// <param name="cursor">The last message it got.</param>
    /// <param name="limit">The number of messages that it takes at once.</param>
    public LogBatch ReadAfter(long cursor, int limit)
    {
        lock (_gate)
        {
            // A number that is higher than the last one is not from this run.
            long from = Math.Max(Math.Min(cursor, _last), _clearedThrough);
            int count = (int)Math.Min(Math.Min(_last - from, _count), limit);
            return new LogBatch(CopyInsideLock(_last - count, count), _last - from - count, _last, _clears);
        }
    }

    private LoggedMessage[] CopyInsideLock(long after, int count)
    {
        LoggedMessage[] copy = new LoggedMessage[count];
        for (int i = 0; i < count; i++)
        {
            copy[i] = _ring[(int)((after + 1 + i) % _ring.Length)]!;
        }

        return copy;
    }
}

/// <summary>The counts of a log.</summary>
/// <param name="Received">Messages received since the start.</param>
/// <param name="Count">Messages kept now.</param>
/// <param name="Dropped">Messages dropped since the start.</param>
/// <param name="Clears">The number of times that the log was cleared.</param>
internal readonly record struct LogState(long Received, int Count, long Dropped, long Clears);

/// <summary>The messages that one viewer reads at once.</summary>
/// <param name="Messages">The messages, the oldest first.</param>
/// <param name="Missed">The number of messages before these that this viewer did not get.</param>
/// <param name="Cursor">The number of the last message.</param>
/// <param name="Clears">The number of times that the log was cleared.</param>
internal readonly record struct LogBatch(LoggedMessage[] Messages, long Missed, long Cursor, long Clears);
