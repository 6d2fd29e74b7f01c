using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <content>The end of an ask before its answer: the peer has cancelled it or has disconnected, or the time has passed.</content>
internal sealed partial class PeerAsk
{
    private static readonly TimerCallback OnDue = static state =>
    {
        (PeerAsk ask, uint token) = ((PeerAsk, uint))state!;
        ask.ExpireOnTime(token);
    };

    private PeerRouteCopy _route;
    private AskCancellation? _cancellation;
    private QueuedMessage _waiting;

    // Made when a handler looks at its token; otherwise the time of an ask is only looked at.
    private ITimer? _timer;

    /// <summary>The request id, under which the ask is in the table; 0 if the peer cannot cancel it.</summary>
    public ulong Id { get; private set; }

    /// <summary>The place of the peer that the ask takes; null while it is idle. Guarded by the table's lock.</summary>
    public PeerQuota? Quota { get; set; }

    /// <summary>The neighbours in a list of the table. Guarded by the table's lock.</summary>
    public PeerAsk? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public PeerAsk? Next { get; set; }

    /// <summary>Stores how the peer names the ask when it cancels it. By the reading loop, before the ask begins.</summary>
    /// <param name="frames">The message.</param>
    /// <param name="route">The number of the frames that lead back to the peer.</param>
    /// <param name="id">The request id; 0 if there is none.</param>
    public void Identify(MultipartMessage frames, int route, ulong id)
    {
        Id = id;
        if (id == 0 || !_route.TrySet(frames, route))
        {
            // The end of the connection is noticed by its routing id.
            Id = 0;
            _ = _route.TrySet(frames, 1);
        }
    }

    /// <summary>Whether the ask is of the peer to which the first frames of a message lead back. By the reading loop.</summary>
    public bool IsOf(MultipartMessage frames, int route) => _route.IsSame(frames, route);

    /// <summary>Ends the ask, as the peer does not wait for the answer any more: none is sent.</summary>
    /// <param name="token">The number of the use.</param>
    public void Abandon(uint token)
    {
        if (TryDecide(token))
        {
            AskCancellation.Cancel(ref _cancellation, token);
            _waiting.Withdraw(this, token);
            End().Dispose();
        }
    }

    /// <summary>Ends the ask in its current use.</summary>
    public void Abandon()
    {
        uint token = Volatile.Read(ref _state);
        if ((token & 1) != 0)
        {
            Abandon(token);
        }
    }

    /// <summary>Ends the ask if the peer has disconnected. Any thread.</summary>
    /// <param name="lost">Tells which peers have.</param>
    public void AbandonIfPeerIsGone(LostPeers lost)
    {
        uint token = Volatile.Read(ref _state);
        if ((token & 1) == 0)
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[PeerRouteCopy.LongestId];
        ReadOnlySpan<byte> peer = _route.CopyFirst(buffer);

        // The route is that of the use if the use has not ended meanwhile.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) == token && lost.Has(peer))
        {
            Abandon(token);
        }
    }

    public override bool IsCancellable(uint token) => Id != 0;

    public override void SetQueueEntry(IMailboxQueueEntry entry, uint token) => _waiting.Set(entry, this, token);

    public override CancellationToken GetCancellation(uint token)
    {
        CancellationToken cancellation = AskCancellation.Get(ref _cancellation, this, token, out bool isNew);
        if (isNew)
        {
            Watch(token);
        }

        return cancellation;
    }

    // From now on the end of the time is noticed when it occurs.
    private void Watch(uint token)
    {
        ITimer timer;
        using (ExecutionContext.SuppressFlow())
        {
            timer = listener.Time.CreateTimer(OnDue, (this, token), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Volatile.Write(ref _timer, timer);
        TimeSpan left = GetTimeLeft(token);
        if (left > TimeSpan.Zero)
        {
            _ = timer.Change(left, Timeout.InfiniteTimeSpan);
        }

        // Either this thread sees that the use has ended, or the end sees the timer. A timer that fires in a later use has an old token.
        Interlocked.MemoryBarrier();
        if (!IsPending(token) && Interlocked.CompareExchange(ref _timer, null, timer) == timer)
        {
            timer.Dispose();
        }
    }

    // In the callback of a timer an exception would end the process.
    [SuppressMessage("Design", "CA1031", Justification = "It is counted and logged.")]
    private void ExpireOnTime(uint token)
    {
        try
        {
            _ = Expire(token);
        }
        catch (Exception exception)
        {
            listener.CountFailure(exception);
        }
    }

    private void EndCancellation()
    {
        if (Volatile.Read(ref _cancellation) is not null)
        {
            Volatile.Write(ref _cancellation, null);
            Interlocked.MemoryBarrier();
            Interlocked.Exchange(ref _timer, null)?.Dispose();
        }
    }
}
