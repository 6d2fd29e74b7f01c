namespace ZmqNative.Actors.Remote;

/// <summary>The asks of one listener, pooled and limited in number, per peer and in total, and found by the request ids of peers.</summary>
/// <remarks>
/// A place is free again when the ask is answered, cancelled or over its time, and when the connection that it came over has ended; the two last are
/// looked for at the interval of the probes, and before the table grows or refuses.
/// </remarks>
/// <param name="listener">The endpoint.</param>
/// <param name="limitPerPeer">The number of asks of one peer.</param>
/// <param name="limit">The number of asks of all peers.</param>
internal sealed class PeerAskTable(BrokerListener listener, int limitPerPeer, int limit)
{
    private const int FirstSweep = 256;
    private const int FirstLists = 16;

    // At a limit each refused ask would look through the whole table, which takes about 2 ms with 65,536 asks.
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(100);

    private readonly PeerQuotas _quotas = new(limitPerPeer, limit);

    // Guards all fields, against the reading loop and the threads that answer.
    private readonly Lock _gate = new();
    private readonly List<PeerAsk> _all = [];
    private readonly Stack<PeerAsk> _free = new();
    private int _sweepAt = FirstSweep;

    // Of the reading loop.
    private long _sweptAt;
    private bool _hasSwept;

    // The pending asks that a peer may cancel, in lists by their request ids: as many lists as asks were made, so that nothing is allocated per
    // ask. Ids are chosen by peers; the factor keeps a peer from choosing ids of one list.
    private readonly ulong _factor = (ulong)Random.Shared.NextInt64() | 1;
    private PeerAsk?[] _lists = new PeerAsk?[FirstLists];

    /// <summary>The number of asks that are pending.</summary>
    public int Count => _quotas.Held;

    /// <summary>Describes the limit that a peer has just reached.</summary>
    public string DescribeLimit() => _quotas.Describe("pending asks");

    /// <summary>Takes an idle ask; null if too many are in flight. The reading loop only.</summary>
    /// <param name="frames">The message of the ask.</param>
    /// <param name="peer">The key of the peer.</param>
    /// <param name="route">The number of the frames that lead back to the peer.</param>
    /// <param name="id">The request id; 0 if the peer cannot cancel it.</param>
    public PeerAsk? Rent(MultipartMessage frames, ReadOnlySpan<byte> peer, int route, ulong id)
    {
        PeerQuota? quota = _quotas.TryEnter(peer);
        if (quota is null && TrySweep())
        {
            quota = _quotas.TryEnter(peer);
        }

        if (quota is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (_free.Count > 0 || _all.Count < _sweepAt)
            {
                return TakeInsideLock(frames, quota, route, id);
            }
        }

        // Before the table grows: asks whose time has passed may still be in it, because their actors never answered.
        Sweep(all: false);
        lock (_gate)
        {
            _sweepAt = _all.Count * 2;
            return TakeInsideLock(frames, quota, route, id);
        }
    }

    public void Return(PeerAsk ask)
    {
        PeerQuota quota;
        lock (_gate)
        {
            if (ask.Id != 0)
            {
                UnlinkInsideLock(ask);
            }

            quota = ask.Quota!;
            ask.Quota = null;
            _free.Push(ask);
        }

        // After the push: there are never more asks than the limit.
        quota.Leave();
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

    /// <summary>Ends the asks of peers that have disconnected, and those whose time has passed.</summary>
    public void AbandonLost()
    {
        LostPeers lost = new(listener);
        foreach (PeerAsk ask in All())
        {
            ask.Sweep(all: false);
            ask.AbandonIfPeerIsGone(lost);
        }
    }

    public void Sweep(bool all)
    {
        foreach (PeerAsk ask in All())
        {
            ask.Sweep(all);
        }
    }

    // At a limit. Asks over their time may hold places; they are looked for at an interval, so that a refusal takes constant time.
    private bool TrySweep()
    {
        if (_hasSwept && listener.Time.GetElapsedTime(_sweptAt, listener.Now) < SweepInterval)
        {
            return false;
        }

        Sweep(all: false);
        (_hasSwept, _sweptAt) = (true, listener.Now);
        return true;
    }

    private PeerAsk[] All()
    {
        lock (_gate)
        {
            return [.. _all];
        }
    }

    private PeerAsk TakeInsideLock(MultipartMessage frames, PeerQuota quota, int route, ulong id)
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

        ask.Quota = quota;
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
