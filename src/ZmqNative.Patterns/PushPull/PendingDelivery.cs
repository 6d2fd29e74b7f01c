namespace ZmqNative.Patterns;

/// <summary>A message of a <see cref="DeliverySender"/> from its push to its outcome; the operation that the caller awaits.</summary>
/// <remarks>
/// All members but those of the deadline are guarded by the lock of the sender. A message of <see cref="Pusher.TryPush"/> has no caller that
/// awaits it, and is pooled when it is decided.
/// <code>
///   waiting --admitted: the window has space--> queued --sent--> held by a puller --settled--> decided
///                                                  ^---the puller is lost, or its handler failed---'
/// </code>
/// </remarks>
internal sealed class PendingDelivery : PooledOperation<bool>, IPooled, ITimedOperation
{
    private DeliverySender? _owner;
    private OperationDeadline? _deadline;
    private uint _use;
    private bool _isAwaited;

    public static int MaxSpare => 4096;

    /// <summary>The number of the current use, odd while it is pending: an entry of an earlier use has another number.</summary>
    public uint Use => Volatile.Read(ref _use);

    public override bool NeedsThreadPool => _owner!.NeedsThreadPool;

    /// <summary>The frames of the message; each delivery sends duplicates of them.</summary>
    public MultipartMessage Body { get; private set; }

    /// <summary>The size of the body.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of the message at its sender: lower ones are older.</summary>
    public ulong Sequence { get; set; }

    /// <summary>Whether it counts as one of the window, rather than waits for space there.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Whether it waits to be delivered again.</summary>
    public bool WaitsAgain { get; set; }

    /// <summary>The number of pullers that have it and have not settled it: more than one only after a time-out.</summary>
    public int Holders { get; set; }

    /// <summary>The number of times that it was sent.</summary>
    public uint Deliveries { get; set; }

    /// <summary>The number of handlers that have failed.</summary>
    public int Failures { get; set; }

    /// <summary>Takes an operation into use; it is pending from now on.</summary>
    public static PendingDelivery Rent(DeliverySender owner, MultipartMessage body, long bytes, bool isAwaited, CancellationToken cancellationToken)
    {
        PendingDelivery delivery = OperationPool<PendingDelivery>.Rent();
        delivery._owner = owner;
        delivery._isAwaited = isAwaited;
        delivery.Body = body;
        delivery.Bytes = bytes;
        delivery.SetCancellation(cancellationToken);
        return delivery;
    }

    /// <summary>Begins the use, with its deadline; <see cref="StartDeadline"/> is to follow outside of the lock.</summary>
    public void Begin(DeadlineWheel deadlines, long now, TimeSpan? timeout)
    {
        if (timeout is { } limit)
        {
            if (_deadline is not { } deadline || deadline.Wheel != deadlines)
            {
                _deadline?.Leave();
                _deadline = deadline = new OperationDeadline(deadlines);
            }

            deadline.Prepare(this, now, limit);
        }

        // A full fence, which the deadline counts on.
        _ = Interlocked.Increment(ref _use);
    }

    /// <summary>Starts the deadline of the use that has begun. The use may have ended meanwhile.</summary>
    public void StartDeadline(long now) => _deadline!.Start(now);

    /// <summary>Ends the use; the caller decides the outcome and finishes it outside of the lock.</summary>
    public void End()
    {
        Volatile.Write(ref _use, _use + 1);
        _deadline?.Stop();
    }

    /// <summary>Frees the message and passes the outcome on. Once, after it was decided, outside every lock.</summary>
    public void Finish()
    {
        Body.Dispose();
        if (_isAwaited)
        {
            Complete();
        }
        else
        {
            Forget();
        }
    }

    public void Expire(uint use) => _owner?.Expire(this, use);

    protected override void OnCancelled() => _owner?.Cancel(this);

    protected override void Abandon() => Body.Dispose();

    protected override void Recycle()
    {
        Body = default;
        Result = default;
        (IsAdmitted, WaitsAgain, Holders, Deliveries, Failures) = (false, false, 0, 0, 0);
        if (!OperationPool<PendingDelivery>.Return(this))
        {
            _deadline?.Leave();
        }
    }
}
