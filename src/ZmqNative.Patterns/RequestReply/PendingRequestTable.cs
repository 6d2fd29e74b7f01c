using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The requests of one client that are in flight, found by the number in their id: nothing is allocated per request.</summary>
internal sealed class PendingRequestTable(string owner, int capacity, DeadlineWheel deadlines)
{
    // Guards the entries, their states and the free list, against callers, the reading loop, the timer and cancellation.
    private ShortLock _gate;
    private readonly List<PendingRequest> _entries = [];
    private readonly Stack<PendingRequest> _free = new();
    private bool _ended;
    private int _inFlight;

    /// <summary>Whose requests these are, for messages.</summary>
    public string Owner => owner;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes an entry into use, with its deadline running.</summary>
    /// <exception cref="InvalidOperationException">Too many requests are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public PendingRequest Begin(TimeSpan timeout)
    {
        PendingRequest pending;
        using (_gate.Enter())
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(RequestClient));
            if (!_free.TryPop(out pending!))
            {
                if (_entries.Count >= capacity)
                {
                    throw new InvalidOperationException(
                        $"{capacity} requests of {owner} are in flight already (MaxInFlight). Await some before starting more.");
                }

                pending = new PendingRequest(this, _entries.Count);
                _entries.Add(pending);
            }

            pending.Use++;
            pending.InFlight = true;
            pending.Timeout = timeout;
            _inFlight++;
        }

        deadlines.Add(pending, timeout);

        return pending;
    }

    /// <summary>Takes the request that a reply names; false if it is not, or no longer, in flight.</summary>
    public bool TryTake(ulong requestId, [NotNullWhen(true)] out PendingRequest? pending)
    {
        using (_gate.Enter())
        {
            long index = (long)(requestId & uint.MaxValue) - 1;
            pending = index >= 0 && index < _entries.Count ? _entries[(int)index] : null;
            if (pending is null || pending.RequestId != requestId || !TakeInsideLock(pending))
            {
                pending = null;
                return false;
            }
        }

        _ = deadlines.Remove(pending);
        return true;
    }

    /// <summary>Takes one use of an entry; true for exactly one caller.</summary>
    public bool TryTake(PendingRequest pending, uint use)
    {
        using (_gate.Enter())
        {
            if (pending.Use != use || !TakeInsideLock(pending))
            {
                return false;
            }
        }

        _ = deadlines.Remove(pending);
        return true;
    }

    /// <summary>Gives an entry back whose caller has its result.</summary>
    public void Free(PendingRequest pending)
    {
        using (_gate.Enter())
        {
            _free.Push(pending);
        }
    }

    /// <summary>Fails all that are in flight; no more can begin.</summary>
    public void End(Func<Exception> cause)
    {
        List<PendingRequest> taken = [];
        using (_gate.Enter())
        {
            _ended = true;
            foreach (PendingRequest pending in _entries)
            {
                if (TakeInsideLock(pending))
                {
                    taken.Add(pending);
                }
            }
        }

        foreach (PendingRequest pending in taken)
        {
            _ = deadlines.Remove(pending);
            pending.Fail(cause());
        }
    }

    private bool TakeInsideLock(PendingRequest pending)
    {
        if (!pending.InFlight)
        {
            return false;
        }

        pending.InFlight = false;
        _inFlight--;
        return true;
    }
}
