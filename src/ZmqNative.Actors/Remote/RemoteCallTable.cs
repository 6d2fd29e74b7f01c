namespace ZmqNative.Actors.Remote;

/// <summary>The asks in flight to one broker, found by request id; nothing is allocated per ask.</summary>
/// <remarks>Asks whose time is over leave their entries when those are needed, or when somebody asks how many there are.</remarks>
internal sealed class RemoteCallTable(string endpoint, int capacity, TimeProvider timeProvider)
{
    // How many times as long as a sweep the pause after it is.
    private const int SweepPause = 50;

    // Guards all fields, against callers, the reading loop and the monitor.
    private readonly Lock _gate = new();
    private readonly CorrelationTable<Entry> _inFlight = new(capacity, timeProvider);
    private bool _ended;

    // When to look for ended asks again, as a timestamp. Written after a look, read without the lock.
    private long _nextSweep = long.MinValue;

    /// <summary>Takes an entry.</summary>
    /// <param name="call">What is in flight.</param>
    /// <param name="outages">How many outages the client has had.</param>
    /// <returns>The request id.</returns>
    /// <exception cref="BrokerBusyException">Too much is in flight.</exception>
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

            // As if it were sent: an answer, or the loss of the connection, may be quicker than the sender.
            if (!_inFlight.TryAdd(new Entry(call, Sent: true, outages), now, out ulong id))
            {
                throw new BrokerBusyException(
                    endpoint, $"{capacity} asks, streams and watches are in flight already (MaxInFlight). Await some before starting more.");
            }

            if (call.Watcher is null)
            {
                call.To.BeginAskInsideLock();
            }

            return id;
        }
    }

    /// <summary>Takes what an answer is for; false if nothing with this id is in flight.</summary>
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

    /// <summary>What an answer is for, which is not the last one.</summary>
    public bool TryPeek(ulong id, out RemoteCall call)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            call = index < 0 ? default : _inFlight[index].Call;
            return index >= 0;
        }
    }

    /// <summary>Notes whether libzmq has accepted the question; false if nothing with this id is in flight any more.</summary>
    public bool Mark(ulong id, bool sent)
    {
        lock (_gate)
        {
            int index = _inFlight.Find(id);
            if (index >= 0)
            {
                _inFlight[index] = _inFlight[index] with { Sent = sent };
            }

            return index >= 0;
        }
    }

    /// <summary>The ids of all that was sent, and begun when there had been fewer outages.</summary>
    /// <param name="outages">How many.</param>
    /// <param name="asks">Whether asks are meant, too; streams and watches are in any case.</param>
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

    /// <summary>Takes all there is; no more can begin.</summary>
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
    /// Frees the entries of asks that have ended: timed out, cancelled, or answered by another. Of the time between two calls it takes 2 % at
    /// most; a call that comes too soon does nothing.
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
