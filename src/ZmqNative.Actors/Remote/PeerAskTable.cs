namespace ZmqNative.Actors.Remote;

/// <summary>The asks of one listener, pooled and limited in number.</summary>
internal sealed class PeerAskTable(BrokerListener listener, int capacity)
{
    private const int FirstSweep = 256;

    // Guards all fields, against the reading loop and the threads that answer.
    private readonly Lock _gate = new();
    private readonly List<PeerAsk> _all = [];
    private readonly Stack<PeerAsk> _free = new();
    private int _sweepAt = FirstSweep;

    /// <summary>Takes an idle ask; null if too many are in flight.</summary>
    public PeerAsk? Rent()
    {
        bool sweep;
        lock (_gate)
        {
            if (_free.TryPop(out PeerAsk? ask))
            {
                return ask;
            }

            sweep = _all.Count >= Math.Min(_sweepAt, capacity);
            if (!sweep)
            {
                return CreateInsideLock();
            }
        }

        // Before the table grows: asks whose time has passed may still be in it, because their actors never answered.
        Sweep(all: false);
        lock (_gate)
        {
            _sweepAt = _all.Count * 2;
            return _free.TryPop(out PeerAsk? ask) ? ask : _all.Count < capacity ? CreateInsideLock() : null;
        }
    }

    public void Return(PeerAsk ask)
    {
        lock (_gate)
        {
            _free.Push(ask);
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

    private PeerAsk CreateInsideLock()
    {
        PeerAsk ask = new(listener);
        _all.Add(ask);
        return ask;
    }
}
