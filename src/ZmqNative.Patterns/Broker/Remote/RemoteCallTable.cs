namespace ZmqNative.Patterns;

/// <summary>What is in flight to one broker, found by the number in its request id: nothing is allocated per ask.</summary>
/// <remarks>
/// An id carries the number of the use of its place, so that a late answer never meets the next use. Asks whose time is over
/// leave their places when those are needed.
/// </remarks>
internal sealed class RemoteCallTable(string owner, int capacity)
{
    private const int FirstSize = 16;

    // Guards all fields, against callers, the reading loop and the monitor.
    private readonly Lock _gate = new();
    private Place[] _places = new Place[Math.Min(FirstSize, capacity)];
    private int _used;
    private int _free = -1;
    private bool _ended;

    /// <summary>Takes a place.</summary>
    /// <returns>The request id.</returns>
    /// <exception cref="InvalidOperationException">Too much is in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public ulong Begin(in RemoteCall call)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(BrokerClient));
            int index = _free;
            if (index >= 0)
            {
                _free = _places[index].NextFree;
            }
            else
            {
                index = TakeNewInsideLock();
            }

            ref Place place = ref _places[index];
            place.Call = call;
            place.Use++;
            place.InFlight = true;
            if (call.Watcher is null)
            {
                call.To.BeginAskInsideLock();
            }

            // As if it were sent: an answer, or the loss of the connection, may be quicker than the sender.
            place.Sent = true;
            return Id(index);
        }
    }

    /// <summary>Takes what an answer is for; false if nothing with this id is in flight.</summary>
    public bool TryTake(ulong id, out RemoteCall call)
    {
        lock (_gate)
        {
            int index = FindInsideLock(id);
            call = index < 0 ? default : _places[index].Call;
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
            int index = FindInsideLock(id);
            call = index < 0 ? default : _places[index].Call;
            return index >= 0;
        }
    }

    /// <summary>Notes whether libzmq has accepted the question; false if nothing with this id is in flight any more.</summary>
    public bool Mark(ulong id, bool sent)
    {
        lock (_gate)
        {
            int index = FindInsideLock(id);
            if (index >= 0)
            {
                _places[index].Sent = sent;
            }

            return index >= 0;
        }
    }

    /// <summary>The ids of all that was sent.</summary>
    public List<ulong> ListSent()
    {
        List<ulong> ids = [];
        lock (_gate)
        {
            for (int i = 0; i < _used; i++)
            {
                if (_places[i].InFlight && _places[i].Sent)
                {
                    ids.Add(Id(i));
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
            for (int i = 0; i < _used; i++)
            {
                if (_places[i].InFlight)
                {
                    taken.Add(_places[i].Call);
                    FreeInsideLock(i);
                }
            }
        }

        return taken;
    }

    private ulong Id(int index) => ((ulong)_places[index].Use << 32) | (uint)(index + 1);

    private int TakeNewInsideLock()
    {
        if (_used == _places.Length)
        {
            SweepInsideLock();
            if (_free >= 0)
            {
                int index = _free;
                _free = _places[index].NextFree;
                return index;
            }

            if (_used == capacity)
            {
                throw new InvalidOperationException(
                    $"{capacity} asks, streams and watches of {owner} are in flight already (MaxInFlight). Await some before starting more.");
            }

            Array.Resize(ref _places, Math.Min(capacity, _used * 2));
        }

        return _used++;
    }

    private void SweepInsideLock()
    {
        for (int i = 0; i < _used; i++)
        {
            if (_places[i].InFlight && !_places[i].Call.IsPending)
            {
                FreeInsideLock(i);
            }
        }
    }

    private int FindInsideLock(ulong id)
    {
        long index = (long)(id & uint.MaxValue) - 1;
        return index >= 0 && index < _used && _places[index].InFlight && _places[index].Use == (uint)(id >> 32) ? (int)index : -1;
    }

    private void FreeInsideLock(int index)
    {
        ref Place place = ref _places[index];
        place.InFlight = false;
        if (place.Call.Watcher is null)
        {
            place.Call.To.EndAskInsideLock();
        }

        place.Call = default;
        place.NextFree = _free;
        _free = index;
    }

    private struct Place
    {
        public RemoteCall Call;
        public uint Use;
        public int NextFree;
        public bool InFlight;
        public bool Sent;
    }
}
