namespace ZmqNative.Patterns;

/// <summary>
/// The settling of messages of a <see cref="Puller"/> with <see cref="Delivery.Acknowledged"/>: it asks pushers for messages, and sends them the
/// outcomes, acknowledgements in batches.
/// </summary>
internal sealed partial class DeliveryReceiver : IDisposable
{
    // So many acknowledgements are sent together at most; fewer when no message is queued any more, or after this time.
    private const int MaxBatch = 64;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(5);

    private readonly string _name;
    private readonly AsyncSocket _socket;
    private readonly int _prefetch;
    private readonly int _batch;
    private readonly Action<string> _countMalformed;
    private readonly PeerCheck _check;
    private readonly LogLimiter _refusals;
    private readonly ITimer _timer;

    // Guards everything below. Taken outside of the socket's lock, never inside.
    private readonly Lock _gate = new();
    private readonly RoutingTable<PusherLink> _pushers = new();
    private readonly List<PusherLink> _unsent = [];
    private int _window;
    private int _sweepAt = 8;
    private bool _isTimed;
    private bool _isEnding;
    private bool _hasEnded;
    private DeliveryCounts _counts;
    private long _dropped;

    public DeliveryReceiver(Pattern pattern, PullerOptions options, Action<string> countMalformed)
    {
        _name = pattern.Name;
        _socket = pattern.Socket;
        _window = _prefetch = options.Prefetch;
        _batch = Math.Clamp(options.Prefetch / 4, 1, MaxBatch);
        _countMalformed = countMalformed;
        _check = new PeerCheck(pattern.Reactor.TimeProvider, Look);
        _refusals = new LogLimiter(pattern.Reactor.TimeProvider);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = pattern.Reactor.TimeProvider.CreateTimer(
                static receiver => ((DeliveryReceiver)receiver!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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

    /// <summary>The number of messages that were dropped, as their connection had ended before they were read.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
            {
                return _dropped;
            }
        }
    }

    /// <summary>Takes a message that was received. One that is not for the handler is disposed.</summary>
    /// <returns>False if it is not for the handler.</returns>
    public bool TryTake(MultipartMessage frames, out DeliveryTag tag)
    {
        tag = default;
        // The limits are not checked yet: no span has space for a frame of 2 GiB or more.
        if (frames.Count >= 2 && frames[1].LongLength <= int.MaxValue && frames[1].Span is var frame)
        {
            if (frames.Count == 2 && frame.IsEmpty)
            {
                Greet(frames[0].Span);
            }
            else if (!DeliveryFrame.TryRead(frame, out DeliveryFrameKind kind, out string? problem))
            {
                Refuse(frames[0].Span, problem);
            }
            else if (kind == DeliveryFrameKind.Message)
            {
                if (TryAdd(frames[0].Span, DeliveryFrame.ReadMessage(frame), out tag))
                {
                    return true;
                }
            }
            else if (kind == DeliveryFrameKind.Refusal)
            {
                string text = frames.Count > 2 && frames[2].LongLength <= int.MaxValue ? ErrorText.Read(frames[2].Span) : "(no text)";
                _countMalformed($"a pusher refuses this puller: {text}");
            }
            else if (kind != DeliveryFrameKind.Probe)
            {
                Refuse(frames[0].Span, "a message of another puller: one end pushes, the other one pulls");
            }
        }
        else
        {
            _countMalformed("a message without frames, or with one of 2 GiB or more");
        }

        frames.Dispose();
        return false;
    }

    /// <summary>Returns the identification of a message, while its frames are alive.</summary>
    public DeliveryTag GetTag(ReceivedMessage message)
    {
        if (!message.TryGetHeader(out DeliveryHeader header))
        {
            return default;
        }

        lock (_gate)
        {
            return _pushers.TryFind(message.Frames[0].Span, out PusherLink? pusher) ? new DeliveryTag(pusher, header.Number) : default;
        }
    }

    /// <summary>Settles a message, unless it is settled already. Does not throw.</summary>
    /// <returns>False if it was settled before, or its connection has ended.</returns>
    public bool Settle(DeliveryTag tag, DeliveryFrameKind kind, string? text = null)
    {
        if (tag.Link is not { } pusher)
        {
            return false;
        }

        bool starts;
        lock (_gate)
        {
            if (!pusher.Unsettled.Remove(tag.Number))
            {
                return false;
            }

            if (kind == DeliveryFrameKind.Acknowledged)
            {
                _counts = _counts with { Acknowledged = _counts.Acknowledged + 1 };
                pusher.Acknowledge(tag.Number);
            }
            else
            {
                _counts = _counts with { Undeliverable = _counts.Undeliverable + (kind == DeliveryFrameKind.Rejected ? 1 : 0) };
                pusher.Others.Enqueue((kind, tag.Number, text));
            }

            if (!pusher.IsListed)
            {
                pusher.IsListed = true;
                _unsent.Add(pusher);
            }

            if (kind != DeliveryFrameKind.Acknowledged || pusher.Unsent >= _batch)
            {
                FlushInsideLock();
            }

            starts = _unsent.Count > 0 && !_isTimed;
            _isTimed |= starts;
        }

        StartTimer(starts);
        return true;
    }

    /// <summary>Sends the outcomes that were not sent yet: the puller is about to wait for messages. Does not throw.</summary>
    public void Flush()
    {
        if (_unsent.Count > 0)
        {
            lock (_gate)
            {
                FlushInsideLock();
            }
        }
    }

    /// <summary>Records that a connection has ended.</summary>
    public void OnDisconnected() => _check.Begin();

    /// <summary>Asks all pushers for no more messages.</summary>
    public void BeginEnd()
    {
        lock (_gate)
        {
            _isEnding = true;
            _window = 0;
            foreach (PusherLink pusher in _pushers.All.ToArray())
            {
                SendReadyInsideLock(pusher);
            }
        }
    }

    /// <summary>Ends it: a timer or a check of peers that still runs makes nothing after that.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }

        _timer.Dispose();
    }

    // A new connection: what was received over an earlier one with this routing id cannot be settled any more.
    private void Greet(ReadOnlySpan<byte> routingId)
    {
        lock (_gate)
        {
            if (_pushers.TryFind(routingId, out PusherLink? known))
            {
                ForgetInsideLock(known);
            }

            // Pushers over inproc are not reported when they end.
            if (_pushers.Count >= _sweepAt)
            {
                LookInsideLock();
                _sweepAt = Math.Max(8, 2 * _pushers.Count);
            }

            PusherLink pusher = new(routingId.ToArray());
            _pushers.Add(pusher);
            SendReadyInsideLock(pusher);
        }
    }

    private bool TryAdd(ReadOnlySpan<byte> routingId, in DeliveryHeader header, out DeliveryTag tag)
    {
        tag = default;
        lock (_gate)
        {
            if (!_pushers.TryFind(routingId, out PusherLink? pusher))
            {
                // Its connection has ended: the pusher cannot be told the outcome, and delivers it again in any case.
                _dropped++;
                return false;
            }

            // A pusher counts at least these as unsettled, so that one that keeps to the window never comes here.
            if (pusher.Unsettled.Count + pusher.Unsent + pusher.Others.Count < _prefetch)
            {
                _counts = _counts with
                {
                    Delivered = _counts.Delivered + 1,
                    Redelivered = _counts.Redelivered + (header.Count > 1 ? 1 : 0),
                };
                _ = pusher.Unsettled.Add(header.Number);
                tag = new DeliveryTag(pusher, header.Number);
                return true;
            }
        }

        Refuse(routingId, $"more messages than it asked for ({_prefetch})");
        return false;
    }

    // Tells the peer at a limited rate: it need not read.
    private void Refuse(ReadOnlySpan<byte> routingId, string problem)
    {
        _countMalformed(problem);
        if (!_isEnding && _refusals.TryLog(0, out _))
        {
            DeliveryRefusal.Send(_socket, routingId, $"{_name} is a puller with acknowledged delivery, and got {problem}.");
        }
    }
}
