namespace ZmqNative.Samples.Gateway;

/// <summary>The newest messages, in a ring: memory is bounded whoever reads, however slowly.</summary>
/// <remarks>
/// Viewers have no queues of their own. Each remembers the number of the last message it got and reads on from there; what the
/// ring has lost meanwhile is counted for that viewer.
/// </remarks>
internal sealed class MessageLog(int capacity, LiveSignal signal)
{
    // Guards everything below, between those who receive, those who read and those who clear.
    private readonly Lock _gate = new();
    private readonly LoggedMessage?[] _ring = new LoggedMessage[capacity];
    private long _last;
    private int _count;
    private long _clearedThrough;
    private long _clears;
    private long _droppedSinceClear;
    private long _dropped;

    public int Capacity => _ring.Length;

    /// <summary>What is there now.</summary>
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

    /// <summary>All messages, the oldest first, and how many had to give way since the last clearing.</summary>
    public (LoggedMessage[] Messages, long Dropped) ReadAll()
    {
        lock (_gate)
        {
            return (CopyInsideLock(_last - _count, _count), _droppedSinceClear);
        }
    }

    /// <summary>Forgets all messages, for every reader.</summary>
    /// <returns>How many there were.</returns>
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

    /// <summary>What a viewer has not got yet; of more than <paramref name="limit"/> the newest.</summary>
    /// <param name="cursor">The last message it got.</param>
    /// <param name="limit">How many it takes at once.</param>
    public LogBatch ReadAfter(long cursor, int limit)
    {
        lock (_gate)
        {
            // A number from elsewhere, ahead of ours, must not wait for us to reach it.
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
/// <param name="Dropped">Messages that had to give way since the start.</param>
/// <param name="Clears">How often the log was cleared.</param>
internal readonly record struct LogState(long Received, int Count, long Dropped, long Clears);

/// <summary>What one viewer reads at once.</summary>
/// <param name="Messages">The oldest first.</param>
/// <param name="Missed">How many came before these, and this viewer never got.</param>
/// <param name="Cursor">The last message up to here.</param>
/// <param name="Clears">How often the log was cleared.</param>
internal readonly record struct LogBatch(LoggedMessage[] Messages, long Missed, long Cursor, long Clears);
