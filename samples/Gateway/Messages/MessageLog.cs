namespace ZmqNative.Samples.Gateway;

/// <summary>The newest messages, in a ring that is bounded by their number and by their bytes.</summary>
/// <remarks>
/// Viewers have no queues of their own. Each remembers the number of the last message it got and reads on from there; messages that
/// the ring has dropped meanwhile are counted for that viewer. The newest message is kept, whatever its size.
/// </remarks>
/// <param name="capacity">The most messages that are kept.</param>
/// <param name="maxBytes">The most bytes that they may use together, by <see cref="LoggedMessage.Size"/>.</param>
/// <param name="signal">Set after each change.</param>
internal sealed class MessageLog(int capacity, long maxBytes, LiveSignal signal)
{
    // Guards the fields below, against threads that receive, read and clear.
    private readonly Lock _gate = new();
    private readonly LoggedMessage?[] _ring = new LoggedMessage[capacity];
    private long _last;
    private int _count;
    private long _bytes;
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
                return new LogState(_last, _count, _bytes, _dropped, _clears, _clearedThrough);
            }
        }
    }

    public void Add(ReadOnlyMemory<byte> json, double receivedAt, double? latency)
    {
        lock (_gate)
        {
            LoggedMessage message = new(_last + 1, json, receivedAt, latency);
            while (_count == _ring.Length || (_count > 0 && _bytes + message.Size > maxBytes))
            {
                DropOldestInsideLock();
            }

            _last++;
            _ring[SlotOf(_last)] = message;
            _count++;
            _bytes += message.Size;
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
            _bytes = 0;
            _clearedThrough = _last;
            _droppedSinceClear = 0;
            _clears++;
        }

        signal.Set();
        return count;
    }

    /// <summary>Returns the newest messages that a viewer has not got yet.</summary>
    /// <param name="cursor">The last message it got.</param>
    /// <param name="limit">The number of messages that it takes at once.</param>
    /// <param name="maxBytes">The bytes that it takes at once; one message is returned even if it has more.</param>
    public LogBatch ReadAfter(long cursor, int limit, long maxBytes = long.MaxValue)
    {
        lock (_gate)
        {
            // A number that is higher than the last one is not from this run.
            long from = Math.Max(Math.Min(cursor, _last), _clearedThrough);
            int most = (int)Math.Min(Math.Min(_last - from, _count), limit);
            int count = 0;
            for (long bytes = 0; count < most; count++)
            {
                bytes += _ring[SlotOf(_last - count)]!.Size;
                if (count > 0 && bytes > maxBytes)
                {
                    break;
                }
            }

            return new LogBatch(CopyInsideLock(_last - count, count), _last - from - count, _last, _clears);
        }
    }

    private void DropOldestInsideLock()
    {
        int slot = SlotOf(_last - _count + 1);
        _bytes -= _ring[slot]!.Size;
        _ring[slot] = null;
        _count--;
        _dropped++;
        _droppedSinceClear++;
    }

    private int SlotOf(long sequence) => (int)(sequence % _ring.Length);

    private LoggedMessage[] CopyInsideLock(long after, int count)
    {
        LoggedMessage[] copy = new LoggedMessage[count];
        for (int i = 0; i < count; i++)
        {
            copy[i] = _ring[SlotOf(after + 1 + i)]!;
        }

        return copy;
    }
}

/// <summary>The counts of a log.</summary>
/// <param name="Received">Messages received since the start.</param>
/// <param name="Count">Messages kept now.</param>
/// <param name="Bytes">The memory that they use.</param>
/// <param name="Dropped">Messages dropped since the start.</param>
/// <param name="Clears">The number of times that the log was cleared.</param>
/// <param name="ClearedThrough">The number of the last message that was cleared; 0 if none was.</param>
internal readonly record struct LogState(long Received, int Count, long Bytes, long Dropped, long Clears, long ClearedThrough);

/// <summary>The messages that one viewer reads at once.</summary>
/// <param name="Messages">The messages, the oldest first.</param>
/// <param name="Missed">The number of messages before these that this viewer did not get.</param>
/// <param name="Cursor">The number of the last message.</param>
/// <param name="Clears">The number of times that the log was cleared.</param>
internal readonly record struct LogBatch(LoggedMessage[] Messages, long Missed, long Cursor, long Clears);
