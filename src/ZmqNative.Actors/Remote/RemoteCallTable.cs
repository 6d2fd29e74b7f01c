namespace ZmqNative.Actors.Remote;

/// <summary>The calls in flight to one broker, found by request id, without an allocation per call.</summary>
/// <remarks>Entries of asks whose time has passed are freed when they are needed, or when the number of calls is read.</remarks>
internal sealed class RemoteCallTable(string endpoint, int capacity, TimeProvider timeProvider)
{
    // The pause after a sweep, in lengths of the sweep.
    private const int SweepPause = 50;

    // Guards all fields, against callers, the reading loop and the monitor.
    private readonly Lock _gate = new();
    private readonly CorrelationTable<Entry> _inFlight = new(capacity, timeProvider);
    private bool _ended;

    // By number of the entry; made when an ask that may be cancelled first uses it.
    private RemoteAskEntry?[] _asks = [];

    // The timestamp of the next sweep. Written after a sweep, read without the lock.
    private long _nextSweep = long.MinValue;

    /// <summary>Takes an entry.</summary>
    /// <param name="call">The call.</param>
    /// <param name="outages">The number of outages that the client has had.</param>
    /// <returns>The request id.</returns>
    /// <exception cref="BrokerBusyException">Too many calls are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ulong Begin(in RemoteCall call, long outages)
    {
        long now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(BrokerClient));
            if (_inFlight.IsFilled)
            {
                SweepInsideLock();
            }

            // Marked as sent at once: an answer, or the loss of the connection, may come before the sender continues.
            if (!_inFlight.TryAdd(new Entry(call, Sent: true, outages), now, out ulong id))
            {
                throw new BrokerBusyException(
                    $"{capacity} asks, streams and watches are in flight already (MaxInFlight). Await some before starting more.", endpoint);
            }

            if (call.Watcher is null)
            {
                call.To.BeginAskInsideLock();
            }

            return id;
        }
    }

    /// <summary>Removes the call of an answer; false if no call with this id is in flight.</summary>
    public bool TryTake(ulong id, out RemoteCall call)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            call = index < 0 ? default : _inFlight[index].Call;
            if (index < 0)
            {
                return false;
            }

            FreeInsideLock(index);
            return true;
        }
    }

    /// <summary>
    /// Removes a call that libzmq has accepted before a number of outages; false if no call with this id is in flight, its message waits, or it was
    /// sent over the next connection meanwhile.
    /// </summary>
    public bool TryTakeSent(ulong id, long outages, out RemoteCall call)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            bool isSent = index >= 0 && _inFlight[index].Sent && _inFlight[index].Outages < outages;
            call = isSent ? _inFlight[index].Call : default;
            if (isSent)
            {
                FreeInsideLock(index);
            }

            return isSent;
        }
    }

    /// <summary>Returns the object by which an ask that ends is withdrawn; null if no call with this id is in flight.</summary>
    public RemoteAskEntry? FindEntry(ulong id, BrokerClient client)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            if (index < 0)
            {
                return null;
            }

            if (index >= _asks.Length)
            {
                Array.Resize(ref _asks, _inFlight.Used);
            }

            return _asks[index] ??= new RemoteAskEntry(client, index);
        }
    }

    /// <summary>Removes the call of an ask that has ended, without an answer or with one.</summary>
    /// <param name="index">The number of the entry.</param>
    /// <param name="target">The target of the ask.</param>
    /// <param name="token">The number of the use of the target.</param>
    /// <param name="id">The request id.</param>
    /// <param name="sent">Whether libzmq has accepted the message.</param>
    /// <returns>False if the entry has another call, or none: it was answered.</returns>
    public bool TryWithdraw(int index, ReplyTarget target, uint token, out ulong id, out bool sent)
    {
        lock (_gate)
        {
            bool found = _inFlight.IsInFlight(index) && _inFlight[index].Call is var call && call.Target == target && call.Token == token;
            id = found ? _inFlight.Id(index) : 0;
            sent = found && _inFlight[index].Sent;
            if (found)
            {
                FreeInsideLock(index);
            }

            return found;
        }
    }

    /// <summary>Finds the call of an answer that is not the last one.</summary>
    public bool TryPeek(ulong id, out RemoteCall call)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            call = index < 0 ? default : _inFlight[index].Call;
            return index >= 0;
        }
    }

    /// <summary>Notes that libzmq has not accepted the message yet; false if no call with this id is in flight anymore.</summary>
    public bool MarkWaiting(ulong id)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            if (index >= 0)
            {
                _inFlight[index] = _inFlight[index] with { Sent = false };
            }

            return index >= 0;
        }
    }

    /// <summary>Notes that libzmq has accepted a message that waited; false if no call with this id is in flight anymore.</summary>
    /// <param name="id">The id of the call.</param>
    /// <param name="outages">The number of outages so far.</param>
    public bool MarkSent(ulong id, long outages)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            if (index >= 0)
            {
                _inFlight[index] = _inFlight[index] with { Sent = true, Outages = outages };
            }

            return index >= 0;
        }
    }

    /// <summary>Lists the ids of calls that were sent before an outage.</summary>
    /// <param name="outages">The number of outages so far.</param>
    /// <param name="asks">Whether asks are listed, too; streams and watches always are.</param>
    public List<ulong> ListSent(long outages, bool asks)
    {
        List<ulong> ids = [];
        lock (_gate)
        {
            for (int i = 0; i < _inFlight.Used; i++)
            {
                if (_inFlight.IsInFlight(i) && _inFlight[i].Sent && _inFlight[i].Outages < outages
                    && (asks || _inFlight[i].Call is not { Stream: null, Watcher: null }))
                {
                    ids.Add(_inFlight.Id(i));
                }
            }
        }

        return ids;
    }

    /// <summary>Removes all calls; no more can begin.</summary>
    public List<RemoteCall> End()
    {
        List<RemoteCall> taken = [];
        lock (_gate)
        {
            _ended = true;
            for (int i = 0; i < _inFlight.Used; i++)
            {
                if (_inFlight.IsInFlight(i))
                {
                    taken.Add(_inFlight[i].Call);
                    FreeInsideLock(i);
                }
            }
        }

        return taken;
    }

    /// <summary>
    /// Frees the entries of asks that have ended: timed out, cancelled, or answered by another actor. It takes at most 2 % of the time: a call
    /// that comes too soon does nothing.
    /// </summary>
    public void Sweep()
    {
        long begin = timeProvider.GetTimestamp();
        if (begin < Volatile.Read(ref _nextSweep))
        {
            return;
        }

        lock (_gate)
        {
            SweepInsideLock();
        }

        long end = timeProvider.GetTimestamp();
        Volatile.Write(ref _nextSweep, end + ((end - begin) * SweepPause));
    }

    private void SweepInsideLock()
    {
        for (int i = 0; i < _inFlight.Used; i++)
        {
            if (_inFlight.IsInFlight(i) && !_inFlight[i].Call.IsPending)
            {
                FreeInsideLock(i);
            }
        }
    }

    private void FreeInsideLock(int index)
    {
        RemoteCall call = _inFlight[index].Call;
        _inFlight.Remove(index);
        if (call.Watcher is null)
        {
            call.To.EndAskInsideLock();
        }
    }

    private readonly record struct Entry(RemoteCall Call, bool Sent, long Outages);
}
