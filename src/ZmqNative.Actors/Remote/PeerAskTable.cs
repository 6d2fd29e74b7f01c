namespace ZmqNative.Actors.Remote;

/// <summary>The asks of one listener, pooled and limited in number, and found by the request ids of peers.</summary>
internal sealed class PeerAskTable(BrokerListener listener, int capacity)
{
    private const int FirstSweep = 256;
    private const int FirstLists = 16;

    // Guards all fields, against the reading loop and the threads that answer.
    private readonly Lock _gate = new();
    private readonly List<PeerAsk> _all = [];
    private readonly Stack<PeerAsk> _free = new();
    private int _sweepAt = FirstSweep;

    // The pending asks that a peer may cancel, in lists by their request ids: as many lists as asks were made, so that nothing is allocated per
    // ask. Ids are chosen by peers; the factor keeps a peer from choosing ids of one list.
    private readonly ulong _factor = (ulong)Random.Shared.NextInt64() | 1;
    private PeerAsk?[] _lists = new PeerAsk?[FirstLists];

    // The asks whose handlers look at their tokens.
    private readonly HashSet<PeerAsk> _watched = [];

    /// <summary>Takes an idle ask; null if too many are in flight. The reading loop only.</summary>
    /// <param name="frames">The message of the ask.</param>
    /// <param name="route">The number of the frames that lead back to the peer.</param>
    /// <param name="id">The request id; 0 if the peer cannot cancel it.</param>
    public PeerAsk? Rent(MultipartMessage frames, int route, ulong id)
    {
        bool sweep;
        lock (_gate)
        {
            sweep = _free.Count == 0 && _all.Count >= Math.Min(_sweepAt, capacity);
            if (!sweep)
            {
                return TakeInsideLock(frames, route, id);
            }
        }

        // Before the table grows: asks whose time has passed may still be in it, because their actors never answered.
        Sweep(all: false);
        lock (_gate)
        {
            _sweepAt = _all.Count * 2;
            return _free.Count > 0 || _all.Count < capacity ? TakeInsideLock(frames, route, id) : null;
        }
    }

    public void Return(PeerAsk ask)
    {
        lock (_gate)
        {
            if (ask.Id != 0)
            {
                UnlinkInsideLock(ask);
            }

            if (_watched.Count > 0)
            {
                _ = _watched.Remove(ask);
            }

            _free.Push(ask);
        }
    }

    /// <summary>Notes that a handler looks at the token of an ask.</summary>
    public void Watch(PeerAsk ask)
    {
        lock (_gate)
        {
            _ = _watched.Add(ask);
        }
    }

    /// <summary>Ends the ask of a peer that has cancelled it; does nothing if it is not, or no longer, pending. The reading loop only.</summary>
    /// <param name="frames">The message of the peer.</param>
    /// <param name="route">The number of the frames that lead back to the peer.</param>
    /// <param name="id">The request id.</param>
    public void Abandon(MultipartMessage frames, int route, ulong id)
    {
        PeerAsk? ask;
        lock (_gate)
        {
            ask = id == 0 ? null : ListOf(id);
            while (ask is not null && !(ask.Id == id && ask.IsOf(frames, route)))
            {
                ask = ask.Next;
            }
        }

        // Only this loop begins asks, so it is still the same use, or has ended.
        ask?.Abandon();
    }

    /// <summary>Ends the asks of peers that have disconnected, as far as handlers look at their tokens.</summary>
    public void AbandonLost()
    {
        PeerAsk[] watched;
        lock (_gate)
        {
            watched = [.. _watched];
        }

        foreach (PeerAsk ask in watched)
        {
            ask.AbandonIfPeerIsGone();
        }
    }

    public void Sweep(bool all)
    {
        PeerAsk[] asks;
        lock (_gate)
        {
            asks = [.. _all];
        }

        foreach (PeerAsk ask in asks)
        {
            ask.Sweep(all);
        }
    }

    private PeerAsk TakeInsideLock(MultipartMessage frames, int route, ulong id)
    {
        if (!_free.TryPop(out PeerAsk? ask))
        {
            ask = new PeerAsk(listener);
            _all.Add(ask);
            if (_all.Count > _lists.Length)
            {
                GrowInsideLock();
            }
        }

        ask.Identify(frames, route, id);
        if (ask.Id != 0)
        {
            LinkInsideLock(ask);
        }

        return ask;
    }

    private ref PeerAsk? ListOf(ulong id) => ref _lists[(int)((id * _factor) >> 32) & (_lists.Length - 1)];

    private void LinkInsideLock(PeerAsk ask)
    {
        ref PeerAsk? first = ref ListOf(ask.Id);
        ask.Previous = null;
        ask.Next = first;
        if (first is not null)
        {
            first.Previous = ask;
        }

        first = ask;
    }

    private void UnlinkInsideLock(PeerAsk ask)
    {
        if (ask.Previous is { } previous)
        {
            previous.Next = ask.Next;
        }
        else
        {
            ListOf(ask.Id) = ask.Next;
        }

        if (ask.Next is { } next)
        {
            next.Previous = ask.Previous;
        }

        ask.Previous = null;
        ask.Next = null;
    }

    private void GrowInsideLock()
    {
        PeerAsk?[] old = _lists;
        _lists = new PeerAsk?[old.Length * 2];
        foreach (PeerAsk? first in old)
        {
            for (PeerAsk? ask = first; ask is not null;)
            {
                PeerAsk? next = ask.Next;
                LinkInsideLock(ask);
                ask = next;
            }
        }
    }
}
