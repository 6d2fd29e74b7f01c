using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The requests of one client that are in flight: pooled, and found by their ids.</summary>
/// <typeparam name="TReply">The type of a reply.</typeparam>
internal class PendingRequestTable<TReply>(string owner, int capacity, DeadlineWheel deadlines)
    where TReply : struct, IDisposable
{
    // Guards the table, the states of the requests and the pool, against callers, the reading loop, the timer and cancellation.
    // The wheel, and the clock, are called outside of it.
    private SpinThenParkLock _gate;
    private readonly CorrelationTable<PendingRequest<TReply>> _inFlight = new(capacity, deadlines.TimeProvider);
    private readonly Stack<PendingRequest<TReply>> _spare = new();
    private bool _ended;

    /// <summary>The name of the client, for the texts of exceptions.</summary>
    public string Owner => owner;

    public int InFlight => _inFlight.Count;

    /// <summary>Decides when a request ends whose deadline has passed; null to end it at once.</summary>
    public RequestExpiry<TReply>? Expiry { get; set; }

    /// <summary>Whether callers continue on the thread pool, whichever thread ends their requests.</summary>
    public bool NeedsThreadPool { get; set; }

    /// <summary>The callback for the id of a request that was cancelled, or has timed out; null for none.</summary>
    public Action<ulong>? GivenUp { get; set; }

    /// <summary>Takes a request into use, with its deadline running.</summary>
    /// <param name="timeout">The time-out of the request.</param>
    /// <param name="outages">The number of outages of the client so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">Too many requests are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public PendingRequest<TReply> Begin(TimeSpan timeout, long outages = 0, CancellationToken cancellationToken = default)
    {
        // Time providers are user code: none of it runs inside the lock.
        long now = deadlines.TimeProvider.GetTimestamp();
        PendingRequest<TReply>? pending;
        using (_gate.Enter())
        {
            if (_ended)
            {
                throw Ended();
            }

            if (!_spare.TryPop(out pending))
            {
                pending = Create();
            }

            if (!_inFlight.TryAdd(pending, now, out ulong id))
            {
                _spare.Push(pending);
                throw new InvalidOperationException(
                    $"{capacity} requests of {owner} are in flight already (MaxInFlight). Await some before starting more.");
            }

            pending.Begin(id, deadlines, now, timeout, outages, cancellationToken);
        }

        // A reply may have been processed before, and has ended the use then; the request is not pooled before the caller has it.
        pending.StartDeadline(now);
        return pending;
    }

    /// <summary>Removes the request of a reply. Returns false if it is not, or no longer, in flight.</summary>
    public bool TryTake(ulong requestId, [NotNullWhen(true)] out PendingRequest<TReply>? pending)
    {
        using (_gate.Enter())
        {
            int index = _inFlight.Find(requestId);
            if (index < 0)
            {
                pending = null;
                return false;
            }

            pending = _inFlight[index];
            RemoveInsideLock(pending, index);
        }

        OnTaken(pending);
        return true;
    }

    /// <summary>
    /// Removes a request that was sent before a number of outages. Returns false if it is not, or no longer, in flight, or if its send is
    /// pending: a request begins as if it were sent.
    /// </summary>
    public bool TryTakeSent(ulong requestId, long outages, [NotNullWhen(true)] out PendingRequest<TReply>? pending)
    {
        using (_gate.Enter())
        {
            int index = _inFlight.Find(requestId);
            if (index < 0 || !_inFlight[index].IsSent || _inFlight[index].Outages >= outages)
            {
                pending = null;
                return false;
            }

            pending = _inFlight[index];
            RemoveInsideLock(pending, index);
        }

        OnTaken(pending);
        return true;
    }

    /// <summary>Removes one use of a request. Returns true for exactly one caller.</summary>
    public bool TryTake(PendingRequest<TReply> pending, uint use)
    {
        using (_gate.Enter())
        {
            if (!pending.IsPending(use))
            {
                return false;
            }

            RemoveInsideLock(pending, _inFlight.Find(pending.RequestId));
        }

        OnTaken(pending);
        return true;
    }

    /// <summary>Returns whether a request is in flight, and its time has not passed.</summary>
    public bool IsAwaited(ulong requestId)
    {
        using (_gate.Enter())
        {
            int index = _inFlight.Find(requestId);
            return index >= 0 && !_inFlight[index].IsOverdue;
        }
    }

    /// <summary>Stores that libzmq has not accepted a request yet.</summary>
    /// <returns>False if it has ended, or its time has passed.</returns>
    public bool MarkWaiting(ulong requestId)
    {
        using (_gate.Enter())
        {
            int index = _inFlight.Find(requestId);
            if (index < 0)
            {
                return false;
            }

            _inFlight[index].IsSent = false;
            return !_inFlight[index].IsOverdue;
        }
    }

    /// <summary>Stores that libzmq has accepted a request that waited.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="outages">The number of outages of the client so far.</param>
    /// <returns>False if it has ended, or its time has passed.</returns>
    public bool MarkSent(ulong requestId, long outages)
    {
        using (_gate.Enter())
        {
            int index = _inFlight.Find(requestId);
            if (index < 0)
            {
                return false;
            }

            _inFlight[index].IsSent = true;
            _inFlight[index].Outages = outages;
            return !_inFlight[index].IsOverdue;
        }
    }

    /// <summary>Adds the ids of the requests that were sent when there had been fewer outages.</summary>
    public List<ulong> ListSent(long outages)
    {
        List<ulong> ids = [];
        using (_gate.Enter())
        {
            for (int i = 0; i < _inFlight.Used; i++)
            {
                if (_inFlight.IsInFlight(i) && _inFlight[i].IsSent && _inFlight[i].Outages < outages)
                {
                    ids.Add(_inFlight.Id(i));
                }
            }
        }

        return ids;
    }

    /// <summary>Ends a use whose time has passed. On the timer's thread.</summary>
    public void Expire(PendingRequest<TReply> pending, uint use)
    {
        if (IsLeftToItsSend(pending, use))
        {
            return;
        }

        if (Expiry is { } expiry)
        {
            expiry.Expire(pending, use);
        }
        else if (TryTake(pending, use))
        {
            ulong id = pending.RequestId;
            pending.Fail(new RequestTimeoutException(pending.Timeout, owner));
            GivenUp?.Invoke(id);
        }
    }

    // With a cancelled send it is certain that the request was not sent.
    private bool IsLeftToItsSend(PendingRequest<TReply> pending, uint use)
    {
        using (_gate.Enter())
        {
            bool waits = pending.IsPending(use) && !pending.IsSent;
            pending.IsOverdue |= waits;
            return waits;
        }
    }

    /// <summary>Pools a request whose caller has its result. One whose result is never read goes to the garbage collector.</summary>
    /// <returns>False if there are enough spare ones, or the client has ended.</returns>
    public bool Return(PendingRequest<TReply> pending)
    {
        using (_gate.Enter())
        {
            if (_ended || _spare.Count >= capacity)
            {
                return false;
            }

            _spare.Push(pending);
            return true;
        }
    }

    /// <summary>Fails all requests in flight, each with an exception of its own; no more can begin.</summary>
    public void End(Func<Exception> cause)
    {
        List<PendingRequest<TReply>> taken = [];
        using (_gate.Enter())
        {
            _ended = true;
            for (int i = 0; i < _inFlight.Used; i++)
            {
                if (_inFlight.IsInFlight(i))
                {
                    taken.Add(_inFlight[i]);
                    RemoveInsideLock(_inFlight[i], i);
                }
            }
        }

        foreach (PendingRequest<TReply> pending in taken)
        {
            OnTaken(pending);
            pending.Fail(cause());
        }
    }

    /// <summary>Makes a request for the pool. Inside the lock.</summary>
    private protected virtual PendingRequest<TReply> Create() => new(this);

    /// <summary>
    /// Called when a request has left the table. Outside the lock, by the thread that decides its outcome, before that is decided.
    /// </summary>
    private protected virtual void OnTaken(PendingRequest<TReply> pending)
    {
    }

    private ObjectDisposedException Ended() => new(owner);

    // The use ends with its entry, by the thread that holds the lock.
    private void RemoveInsideLock(PendingRequest<TReply> pending, int index)
    {
        _inFlight.Remove(index);
        _ = pending.TryEndUse(pending.Use);
    }
}
