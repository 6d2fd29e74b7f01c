namespace ZmqNative.Patterns;

/// <content>Receiving from pullers, and the end.</content>
internal sealed partial class DeliverySender
{
    private const int BatchSize = 64;

    // Not disposed: the thread that has ended the last message, which may be a timer's, cancels it after the lock.
    private readonly CancellationTokenSource _done = new();
    private bool _isEnding;
    private bool _hasEnded;
    private Exception? _cause;

    /// <summary>Receives from pullers until the end; then the messages without an outcome fail.</summary>
    /// <param name="aborting">Ends it before all messages have an outcome.</param>
    public async Task RunAsync(CancellationToken aborting)
    {
        CancellationTokenRegistration abort = aborting.UnsafeRegister(static sender => ((DeliverySender)sender!)._done.Cancel(), this);
        try
        {
            MultipartMessage[] batch = new MultipartMessage[BatchSize];
            while (true)
            {
                int count = await _socket.ReceiveBatchAsync(batch, _done.Token).ConfigureAwait(false);
                for (int i = 0; i < count; i++)
                {
                    using MultipartMessage message = batch[i];
                    Take(message);
                }
            }
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
            EndAll(null);
        }
        catch (Exception exception)
        {
            EndAll(exception);
            throw;
        }
        finally
        {
            await abort.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Begins the end: <see cref="RunAsync"/> ends as soon as all messages have an outcome.</summary>
    public void BeginEnd()
    {
        lock (_gate)
        {
            _isEnding = true;
        }

        EndIfDrained();
    }

    private void EndIfDrained()
    {
        lock (_gate)
        {
            if (!_isEnding || _hasEnded || _unacknowledged > 0 || !_waiting.IsEmpty)
            {
                return;
            }

            _hasEnded = true;
        }

        _done.Cancel();
    }

    private void ThrowIfEndedInsideLock()
    {
        if (_isEnding || _hasEnded)
        {
            throw Failures.Again(_cause ?? new ObjectDisposedException(nameof(Pusher), $"{_name} was disposed."), $"{_name} cannot receive any more; see the inner exception.");
        }
    }

    private void EndAll(Exception? cause)
    {
        DecidedOperations decided = default;
        long lost = 0;
        lock (_gate)
        {
            _hasEnded = true;
            _cause = cause;
            foreach (PullerLink puller in _pullers.All)
            {
                foreach (SentDelivery sent in puller.Unsettled.Values)
                {
                    lost += TryLoseInsideLock(sent, cause, ref decided);
                }
            }

            while (_again.TryDequeue(out SentDelivery again, out _))
            {
                lost += TryLoseInsideLock(again, cause, ref decided);
            }

            while ((_queue.First ?? _waiting.First) is PendingDelivery next)
            {
                lost += TryLoseInsideLock(new SentDelivery(next, next.Use, 0), cause, ref decided);
            }
        }

        _countLost(lost);
        Finish(ref decided);
    }

    private int TryLoseInsideLock(in SentDelivery sent, Exception? cause, ref DecidedOperations decided)
    {
        if (!sent.IsPending)
        {
            return 0;
        }

        string text = $"{_name} was disposed. {Describe(sent.Delivery)}";
        EndInsideLock(
            sent.Delivery,
            cause is null ? new ObjectDisposedException(nameof(Pusher), text) : Failures.Again(cause, $"{_name} cannot receive any more; see the inner exception."),
            ref decided);
        return 1;
    }

    private void Take(MultipartMessage message)
    {
        // No span has space for a frame of 2 GiB or more.
        if (message.Count < 2 || message[1].LongLength > int.MaxValue)
        {
            _countMalformed("a message without frames, or with one of 2 GiB or more");
            return;
        }

        if (_isRevoked(message))
        {
            OnRevoked(message[0].Span);
            _countRevoked(message);
            return;
        }

        ReadOnlySpan<byte> frame = message[1].Span;
        if (message.Count == 2 && frame.IsEmpty)
        {
            // The peer, too, has announced itself (ZMQ_PROBE_ROUTER).
            return;
        }

        if (!DeliveryFrame.TryRead(frame, out DeliveryFrameKind kind, out string? problem))
        {
            Refuse(message, problem);
            return;
        }

        switch (kind)
        {
            case DeliveryFrameKind.Ready:
                OnReady(message[0].Span, DeliveryFrame.ReadWindow(frame));
                break;
            case DeliveryFrameKind.Acknowledged or DeliveryFrameKind.Failed or DeliveryFrameKind.Rejected or DeliveryFrameKind.Returned:
                Settle(message, kind);
                break;
            case DeliveryFrameKind.Refusal:
                _countMalformed($"a puller refuses this pusher: {TextOf(message)}");
                break;
            default:
                Refuse(message, "a message of another pusher: one end pushes, the other one pulls");
                break;
        }
    }

    private void OnReady(ReadOnlySpan<byte> routingId, uint window)
    {
        int limit = _options.SendHighWatermark == 0 ? _options.MaxUnacknowledged : _options.SendHighWatermark;
        DecidedOperations decided = default;
        bool sweeps = false;
        lock (_gate)
        {
            if (!_pullers.TryFind(routingId, out PullerLink? puller))
            {
                // Pullers over inproc are not reported when they end.
                sweeps = _pullers.Count >= _sweepAt;
                puller = new PullerLink(routingId.ToArray());
                _pullers.Add(puller);
            }

            puller.SilentTicks = 0;
            puller.Window = (int)Math.Min(window, (uint)limit);
            OfferInsideLock(puller);
            DispatchInsideLock(ref decided);
        }

        Finish(ref decided);
        if (sweeps)
        {
            Look(isTick: false);
            lock (_gate)
            {
                _sweepAt = Math.Max(8, 2 * _pullers.Count);
            }
        }
    }

    // The user of the puller is not accepted any more: it gets nothing else, and what it has goes to others.
    private void OnRevoked(ReadOnlySpan<byte> routingId)
    {
        DecidedOperations decided = default;
        lock (_gate)
        {
            if (_pullers.TryFind(routingId, out PullerLink? puller))
            {
                RemoveInsideLock(puller);
                DispatchInsideLock(ref decided);
            }
        }

        Finish(ref decided);
    }

    private void Settle(MultipartMessage message, DeliveryFrameKind kind)
    {
        ReadOnlySpan<byte> frame = message[1].Span;
        string? text = kind is DeliveryFrameKind.Failed or DeliveryFrameKind.Rejected ? TextOf(message) : null;
        bool isTooLong = false;
        DecidedOperations decided = default;
        lock (_gate)
        {
            // One that has not asked for messages has none.
            if (_pullers.TryFind(message[0].Span, out PullerLink? puller))
            {
                puller.SilentTicks = 0;
                int before = puller.Unsettled.Count;
                long left = DeliveryFrame.MaxSettled;
                for (int i = 0; i < DeliveryFrame.CountRanges(frame) && !isTooLong; i++)
                {
                    // An empty range counts, too: it is work.
                    NumberRange range = DeliveryFrame.ReadRange(frame, i);
                    left -= Math.Max(range.Count, 1);
                    isTooLong = left < 0;
                    if (!isTooLong)
                    {
                        SettleInsideLock(puller, range, kind, text, ref decided);
                    }
                }

                puller.IsStuck &= puller.Unsettled.Count == before;

                OfferInsideLock(puller);
                DispatchInsideLock(ref decided);
            }
        }

        Finish(ref decided);
        if (isTooLong)
        {
            _countMalformed($"a puller settles more than {DeliveryFrame.MaxSettled:N0} messages at once");
        }
    }

    // A few bytes may name many numbers: the work is bounded by what the puller has.
    private void SettleInsideLock(PullerLink puller, NumberRange range, DeliveryFrameKind kind, string? text, ref DecidedOperations decided)
    {
        if (range.Count > puller.Unsettled.Count)
        {
            foreach (ulong number in puller.Unsettled.Keys)
            {
                if (unchecked(number - range.First) < range.Count)
                {
                    TakeBackInsideLock(number, ref decided);
                }
            }

            return;
        }

        for (uint j = 0; j < range.Count; j++)
        {
            TakeBackInsideLock(unchecked(range.First + j), ref decided);
        }

        void TakeBackInsideLock(ulong number, ref DecidedOperations decided)
        {
            if (puller.Unsettled.Remove(number, out SentDelivery sent) && sent.IsPending)
            {
                SettleInsideLock(sent, kind, text, ref decided);
            }
        }
    }

    private void SettleInsideLock(in SentDelivery sent, DeliveryFrameKind kind, string? text, ref DecidedOperations decided)
    {
        PendingDelivery delivery = sent.Delivery;
        delivery.Holders -= sent.IsOverdue ? 0 : 1;
        switch (kind)
        {
            case DeliveryFrameKind.Acknowledged:
                _counts = _counts with { Acknowledged = _counts.Acknowledged + 1 };
                delivery.Result = true;
                EndInsideLock(delivery, failure: null, ref decided);
                return;
            case DeliveryFrameKind.Rejected:
                GiveUpInsideLock(delivery, DeliveryFailure.Rejected, $"A puller rejected the message: {text}", ref decided);
                return;
            case DeliveryFrameKind.Failed when ++delivery.Failures >= _options.MaxFailures:
                GiveUpInsideLock(
                    delivery, DeliveryFailure.Failed, $"Handlers of pullers failed {delivery.Failures} time(s) for the message (MaxFailures); the last one: {text}", ref decided);
                return;
            case DeliveryFrameKind.Returned when !sent.IsOverdue:
                // No handler has seen it.
                delivery.Deliveries--;
                break;
        }

        if (!sent.IsOverdue)
        {
            DeliverAgainInsideLock(delivery);
        }
    }

    private void GiveUpInsideLock(PendingDelivery delivery, DeliveryFailure failure, string text, ref DecidedOperations decided)
    {
        _counts = _counts with { Undeliverable = _counts.Undeliverable + 1 };
        EndInsideLock(delivery, new DeliveryFailedException(text, failure, (int)delivery.Deliveries), ref decided);
    }

    // Tells the peer at a limited rate: it need not read.
    private void Refuse(MultipartMessage message, string problem)
    {
        _countMalformed(problem);
        if (_refusals.TryLog(0, out _))
        {
            DeliveryRefusal.Send(_socket, message[0].Span, $"{_name} is a pusher with acknowledged delivery, and got {problem}.");
        }
    }

    private static string TextOf(MultipartMessage message) =>
        message.Count > 2 && message[2].LongLength is > 0 and <= int.MaxValue ? ErrorText.Read(message[2].Span) : "(no text)";
}
