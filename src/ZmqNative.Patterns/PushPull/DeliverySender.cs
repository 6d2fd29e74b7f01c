namespace ZmqNative.Patterns;

/// <summary>
/// The messages of a <see cref="Pusher"/> with <see cref="Delivery.Acknowledged"/>: it keeps each of them until a puller has settled it.
/// </summary>
/// <remarks>
/// Pullers ask for messages by a window (docs/wire.md). A message goes to the next puller, in turn, that has fewer unsettled ones. When a puller
/// is lost, its messages go to others before all new ones, the oldest first.
/// </remarks>
internal sealed partial class DeliverySender : IDisposable
{
    // As many as an async socket allows by default.
    private const int MaxWaiting = 4096;

    private readonly string _name;
    private readonly AsyncSocket _socket;
    private readonly PusherOptions _options;
    private readonly SendLimits _limits;
    private readonly DeadlineWheel _deadlines;
    private readonly Action<string> _countMalformed;
    private readonly Action<long> _countLost;
    private readonly Func<MultipartMessage, bool> _isRevoked;
    private readonly Action<MultipartMessage> _countRevoked;
    private readonly PeerCheck _check;
    private readonly LogLimiter _refusals;

    // Different in each instance: an id is unique among all pushers.
    private readonly ulong _instance = (ulong)Random.Shared.NextInt64();

    // Guards everything below. Taken outside of the socket's lock, never inside.
    private readonly Lock _gate = new();
    private readonly OperationQueue _waiting = new();
    private readonly OperationQueue _queue = new();
    private readonly PriorityQueue<SentDelivery, ulong> _again = new();
    private readonly RoutingTable<PullerLink> _pullers = new();
    private readonly Queue<PullerLink> _ready = new();
    private int _sweepAt = 8;
    private ulong _sequence;
    private int _unacknowledged;
    private long _bytes;
    private long _waitingBytes;
    private DeliveryCounts _counts;

    public DeliverySender(Pattern pattern, PusherOptions options, Action<string> countMalformed, Action<long> countLost)
    {
        _name = pattern.Name;
        _socket = pattern.Socket;
        _options = options;
        _limits = new SendLimits(options.MaxFrameSize ?? long.MaxValue, options.MaxMessageSize, options.MaxFrames, SocketType.Router);
        _deadlines = pattern.Reactor.Deadlines;
        _countMalformed = countMalformed;
        _countLost = countLost;
        _isRevoked = pattern.IsRevoked;
        _countRevoked = pattern.CountRevoked;
        TimeProvider timeProvider = pattern.Reactor.TimeProvider;
        _refusals = new LogLimiter(timeProvider);
        _check = new PeerCheck(timeProvider, () => Look(isTick: false));
        _period = options.AcknowledgementTimeout is { } timeout && timeout < 4 * LongestPeriod
            ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(timeout.TotalMilliseconds / 4)))
            : LongestPeriod;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(
                static sender => ((DeliverySender)sender!).Look(isTick: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public bool NeedsThreadPool => _socket.NeedsThreadPool;

    /// <summary>The number of pullers that are remembered, for tests.</summary>
    public int PullerCount
    {
        get
        {
            lock (_gate)
            {
                return _pullers.Count;
            }
        }
    }

    /// <summary>The number of messages that have no outcome yet.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _unacknowledged + _waiting.Count;
            }
        }
    }

    public DeliveryCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>Sends a message, and takes its frames, whatever the outcome. Errors come through the task.</summary>
    /// <returns>A task that completes when a puller has acknowledged the message.</returns>
    public ValueTask PushAsync(Payload work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            work.Dispose();
            return ValueTask.FromCanceled(cancellationToken);
        }

        PendingDelivery delivery;
        ValueTask task;
        try
        {
            MultipartMessage body = work.ToMessage();
            delivery = PendingDelivery.Rent(this, body, Check(body), isAwaited: true, cancellationToken);
            task = delivery.TaskWithoutResult;
            _ = Begin(delivery, mayWait: true);
        }
        catch (Exception exception) when (exception is not ArgumentException)
        {
            return ValueTask.FromException(exception);
        }

        delivery.Observe();
        return task;
    }

    /// <summary>Sends a message, if the window has space and a puller is connected. Its outcome is counted, and reported to nobody.</summary>
    public bool TryPush(ReadOnlySpan<byte> work)
    {
        MultipartMessage body = MultipartMessage.Create();
        body.Add(work);
        return Begin(PendingDelivery.Rent(this, body, Check(body), isAwaited: false, CancellationToken.None), mayWait: false);
    }

    /// <summary>Ends a use whose time has passed. On the timer's thread.</summary>
    public void Expire(PendingDelivery delivery, uint use) => Withdraw(
        delivery, use,
        static delivery => new DeliveryFailedException(
            $"No puller acknowledged the message within its time (DeliveryTimeout). {Describe(delivery)}",
            DeliveryFailure.TimedOut,
            (int)delivery.Deliveries));

    /// <summary>Ends the current use, as its token was cancelled.</summary>
    public void Cancel(PendingDelivery delivery) => Withdraw(
        delivery, delivery.Use, static delivery => new OperationCanceledException($"The push was cancelled. {Describe(delivery)}", delivery.Cancellation));

    public void Dispose() => _timer.Dispose();

    private static string Describe(PendingDelivery delivery) => delivery.Deliveries == 0
        ? "The message was not sent."
        : "The message was sent, and may have been handled or be handled yet.";

    /// <summary>Refuses a body that is too large behind the routing id and the header, and disposes it then.</summary>
    /// <returns>The number of its bytes.</returns>
    private long Check(MultipartMessage body)
    {
        try
        {
            int count = body.Count;
            if (count == 0)
            {
                throw new ArgumentException("A message must have at least one frame.", nameof(body));
            }

            long length = 0;
            long largest = 0;
            foreach (Frame frame in body)
            {
                length += frame.LongLength;
                largest = Math.Max(largest, frame.LongLength);
            }

            _limits.Check(count + 2, length + DeliveryFrame.MessageSize, largest);
            return length;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Adds a message to the queue, or to those that wait for space in the window, and sends what can be sent.</summary>
    /// <returns>False if it was not added, and must not wait.</returns>
    private bool Begin(PendingDelivery delivery, bool mayWait)
    {
        // Time providers are user code: none of it runs inside the lock.
        TimeSpan? timeout = _options.DeliveryTimeout;
        long now = timeout is null ? 0 : _deadlines.TimeProvider.GetTimestamp();
        DecidedOperations decided = default;
        bool starts = false;
        bool added = false;
        try
        {
            lock (_gate)
            {
                ThrowIfEndedInsideLock();
                bool fits = _waiting.IsEmpty && FitsInsideLock(delivery);
                if (mayWait || (fits && _pullers.Count > 0))
                {
                    AddInsideLock(delivery, fits);
                    added = true;
                    delivery.Begin(_deadlines, now, timeout);
                    starts = StartTicksInsideLock();
                    DispatchInsideLock(ref decided);
                }
            }
        }
        finally
        {
            if (!added)
            {
                delivery.Forget();
            }

            Finish(ref decided);
        }

        if (starts)
        {
            _ = _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }

        if (added && timeout is not null)
        {
            delivery.StartDeadline(now);
        }

        return added;
    }

    private bool FitsInsideLock(PendingDelivery delivery) => _unacknowledged < _options.MaxUnacknowledged
        && (_unacknowledged == 0 || _bytes + delivery.Bytes <= _options.MaxUnacknowledgedBytes);

    private void AddInsideLock(PendingDelivery delivery, bool fits)
    {
        delivery.Sequence = _sequence++;
        if (fits)
        {
            AdmitInsideLock(delivery);
        }
        else if (_waiting.Count >= MaxWaiting || (!_waiting.IsEmpty && _waitingBytes + delivery.Bytes > _options.MaxUnacknowledgedBytes))
        {
            throw new PendingLimitException(
                $"{_waiting.Count:N0} pushes of {_name} with {_waitingBytes:N0} bytes wait for acknowledgements of earlier ones already "
                + "(MaxUnacknowledged, MaxUnacknowledgedBytes). Await some of them before starting more.");
        }
        else
        {
            _waiting.Enqueue(delivery);
            _waitingBytes += delivery.Bytes;
        }
    }

    private void AdmitInsideLock(PendingDelivery delivery)
    {
        delivery.IsAdmitted = true;
        _unacknowledged++;
        _bytes += delivery.Bytes;
        _queue.Enqueue(delivery);
    }

    private void Withdraw(PendingDelivery delivery, uint use, Func<PendingDelivery, Exception> describe)
    {
        DecidedOperations decided = default;
        lock (_gate)
        {
            if ((use & 1) == 0 || delivery.Use != use)
            {
                return;
            }

            Exception failure = describe(delivery);
            if (failure is DeliveryFailedException)
            {
                _counts = _counts with { Undeliverable = _counts.Undeliverable + 1 };
            }

            EndInsideLock(delivery, failure, ref decided);
            DispatchInsideLock(ref decided);
        }

        Finish(ref decided);
    }

    /// <summary>Decides the outcome of a message, and admits messages that wait for its space.</summary>
    private void EndInsideLock(PendingDelivery delivery, Exception? failure, ref DecidedOperations decided)
    {
        _ = delivery.Queue?.TryRemove(delivery);
        delivery.End();
        if (failure is not null)
        {
            delivery.DecideFailure(failure);
        }

        if (delivery.IsAdmitted)
        {
            _unacknowledged--;
            _bytes -= delivery.Bytes;
        }
        else
        {
            _waitingBytes -= delivery.Bytes;
        }

        decided.Add(delivery);
        while (_waiting.First is PendingDelivery next && FitsInsideLock(next))
        {
            _ = _waiting.TryRemove(next);
            _waitingBytes -= next.Bytes;
            AdmitInsideLock(next);
        }
    }

    // Outside the lock: the frames may have release callbacks, which are user code.
    private void Finish(ref DecidedOperations decided)
    {
        bool any = !decided.IsEmpty;
        while (decided.TryTake(out PooledOperation? operation))
        {
            ((PendingDelivery)operation).Finish();
        }

        if (any && Volatile.Read(ref _isEnding))
        {
            EndIfDrained();
        }
    }
}
