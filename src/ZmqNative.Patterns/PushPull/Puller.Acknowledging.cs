namespace ZmqNative.Patterns;

/// <content>Acknowledged delivery.</content>
public sealed partial class Puller
{
    private readonly DeliveryReceiver? _deliveries;

    /// <summary>Acknowledges a message that was received: it is handled, and is not delivered again.</summary>
    /// <remarks>
    /// Needed for messages of <see cref="ReceivingPattern.ReceiveAsync"/> and <see cref="ReceivingPattern.TryReceive"/>, before they are disposed. The
    /// message of a handler is acknowledged when the handler completes, that of a loop over <see cref="ReceivingPattern.ReadAllAsync"/> with the
    /// next step; this does it earlier.
    /// </remarks>
    /// <param name="message">The message, which is not disposed.</param>
    /// <returns>
    /// False if the message was settled before, or the connection to its pusher has ended: it is delivered again then. True does not
    /// mean that the pusher has received it.
    /// </returns>
    /// <exception cref="InvalidOperationException">The puller has not <see cref="Delivery.Acknowledged"/>.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public bool Acknowledge(ReceivedMessage message) => Settle(message, DeliveryFrameKind.Acknowledged);

    /// <summary>
    /// Gives a message back that could not be handled, as a handler does that throws: it is delivered again, at most
    /// <see cref="PusherOptions.MaxFailures"/> times in all.
    /// </summary>
    /// <param name="message">The message, which is not disposed.</param>
    /// <param name="reason">The reason, which the pusher gets: at most 1 KiB of it. Default null for none.</param>
    /// <returns>False if the message was settled before, or the connection to its pusher has ended.</returns>
    /// <exception cref="InvalidOperationException">The puller has not <see cref="Delivery.Acknowledged"/>.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public bool Redeliver(ReceivedMessage message, string? reason = null) => Settle(message, DeliveryFrameKind.Failed, reason);

    /// <summary>Rejects a message that no puller can handle: it is not delivered again, and the push fails.</summary>
    /// <param name="message">The message, which is not disposed.</param>
    /// <param name="reason">The reason, which the pusher gets: at most 1 KiB of it. Default null for none.</param>
    /// <returns>False if the message was settled before, or the connection to its pusher has ended.</returns>
    /// <exception cref="InvalidOperationException">The puller has not <see cref="Delivery.Acknowledged"/>.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public bool Reject(ReceivedMessage message, string? reason = null) => Settle(message, DeliveryFrameKind.Rejected, reason);

    private protected override bool TryAccept(MultipartMessage frames, out ReceivedMessage message)
    {
        if (_deliveries is not { } deliveries)
        {
            return base.TryAccept(frames, out message);
        }

        message = default;
        if (!deliveries.TryTake(frames, out DeliveryTag tag))
        {
            return false;
        }

        if (!CheckUser(frames))
        {
            _ = deliveries.Settle(tag, DeliveryFrameKind.Rejected, "The user of the pusher is not accepted any more.");
            return false;
        }

        if (!CheckLimits(frames))
        {
            _ = deliveries.Settle(tag, DeliveryFrameKind.Rejected, "The message exceeds a limit of the puller.");
            return false;
        }

        message = ReceivedMessage.OfDelivery(frames);
        return true;
    }

    // Counted first: code that has the exception of the pusher sees the count of the puller.
    private protected override void Refuse(MultipartMessage frames, string reason)
    {
        DeliveryTag tag = BeginRead(new ReceivedMessage(frames));
        base.Refuse(frames, reason);
        _ = _deliveries?.Settle(tag, DeliveryFrameKind.Rejected, reason);
    }

    private protected override DeliveryTag BeginRead(ReceivedMessage message) => _deliveries?.GetTag(message) ?? default;

    private protected override void EndRead(DeliveryTag tag, bool isHandled) => _ = isHandled
        ? _deliveries?.Settle(tag, DeliveryFrameKind.Acknowledged)
        : _deliveries?.Settle(tag, DeliveryFrameKind.Failed, "The loop of the puller was left before it had handled the message.");

    // A handler that is cancelled at the end of the puller has not failed: its message is delivered again when the connection has ended.
    private protected override void EndHandle(DeliveryTag tag, Exception? failure)
    {
        if (failure is null)
        {
            _ = _deliveries?.Settle(tag, DeliveryFrameKind.Acknowledged);
        }
        else if (failure is not OperationCanceledException || !Aborting.IsCancellationRequested)
        {
            _ = _deliveries?.Settle(tag, DeliveryFrameKind.Failed, ErrorText.HandlerFailed);
        }
    }

    private protected override void OnWaiting() => _deliveries?.Flush();

    private protected override void OnDisconnected() => _deliveries?.OnDisconnected();

    private protected override void FailPending() => _deliveries?.BeginEnd();

    private protected override void CountQueued()
    {
        base.CountQueued();
        _deliveries?.Flush();
    }

    // Messages that were never given to a handler go to other pullers.
    private protected override void TakeQueued(MultipartMessage message)
    {
        if (_deliveries is not { } deliveries)
        {
            base.TakeQueued(message);
        }
        else if (deliveries.TryTake(message, out DeliveryTag tag))
        {
            message.Dispose();
            _ = deliveries.Settle(tag, DeliveryFrameKind.Returned);
        }
    }

    private protected override void Release() => _deliveries?.Dispose();

    private protected override PatternStatistics Complete(PatternStatistics statistics) => _deliveries?.Counts is not { } counts
        ? statistics
        : statistics with
        {
            Received = counts.Delivered,
            Dropped = _deliveries.Dropped,
            Acknowledged = counts.Acknowledged,
            Redelivered = counts.Redelivered,
            Undeliverable = counts.Undeliverable,
        };

    private bool Settle(ReceivedMessage message, DeliveryFrameKind kind, string? reason = null) => _deliveries is { } deliveries
        ? deliveries.Settle(deliveries.GetTag(message), kind, reason is null ? null : ErrorText.Cut(reason))
        : throw new InvalidOperationException($"{Name} does not acknowledge messages: its option Delivery is {nameof(Delivery.Unacknowledged)}.");
}
