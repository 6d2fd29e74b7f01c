using System.Numerics;
using System.Runtime.InteropServices;

namespace ZmqNative.Patterns;

/// <content>Sending to pullers.</content>
internal sealed partial class DeliverySender
{
    // A puller that is silent is probed more and more rarely, down to once in so many ticks.
    private const int LongestSilence = 64;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private readonly TimeSpan _period;
    private bool _ticks;
    private long _tick;

    /// <summary>Records that a connection has ended.</summary>
    public void OnDisconnected() => _check.Begin();

    /// <summary>Sends messages while there are both messages and pullers with credit.</summary>
    private void DispatchInsideLock(ref DecidedOperations decided)
    {
        while (_ready.TryPeek(out PullerLink? puller))
        {
            if (!puller.HasCredit)
            {
                _ = _ready.Dequeue();
                puller.IsQueued = false;
                continue;
            }

            if (FindNextInsideLock() is not { } delivery)
            {
                return;
            }

            try
            {
                SendInsideLock(puller, delivery);
            }
            catch (MessageTooLargeException exception)
            {
                EndInsideLock(delivery, exception, ref decided);
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                // The receiving loop ends for the same reason, and ends all messages.
                return;
            }
        }
    }

    // Those that were delivered before come first, in the order of their age.
    private PendingDelivery? FindNextInsideLock()
    {
        while (_again.TryPeek(out SentDelivery again, out _))
        {
            if (again.IsPending && again.Delivery.WaitsAgain)
            {
                return again.Delivery;
            }

            _ = _again.Dequeue();
        }

        return (PendingDelivery?)_queue.First;
    }

    private void SendInsideLock(PullerLink puller, PendingDelivery delivery)
    {
        DeliveryHeader header = new(puller.NextNumber, delivery.Deliveries + 1, new UInt128(_instance, delivery.Sequence));
        if (TrySendInsideLock(puller, DeliveryFrame.WriteMessage(header), delivery.Body))
        {
            TakeOutInsideLock(delivery);
            delivery.Deliveries++;
            delivery.Holders++;
            puller.Add(new SentDelivery(delivery, delivery.Use, _tick));
            _counts = _counts with
            {
                Delivered = _counts.Delivered + 1,
                Redelivered = _counts.Redelivered + (delivery.Deliveries > 1 ? 1 : 0),
            };

            // To the end of the queue: pullers get messages in turn.
            _ready.Enqueue(_ready.Dequeue());
        }
    }

    private void TakeOutInsideLock(PendingDelivery delivery)
    {
        if (delivery.WaitsAgain)
        {
            delivery.WaitsAgain = false;
            _ = _again.Dequeue();
        }
        else
        {
            _ = _queue.TryRemove(delivery);
        }
    }

    /// <summary>Sends a frame, and a body behind it, to a puller; one whose connection has ended is removed.</summary>
    /// <returns>False if it was not sent.</returns>
    private bool TrySendInsideLock(PullerLink puller, Frame frame, MultipartMessage body = default)
    {
        MultipartMessage message = MultipartMessage.Create();
        try
        {
            message.Add(puller.RoutingId.AsSpan());
            message.Add(frame);
            if (body.IsAlive)
            {
                foreach (Frame part in body)
                {
                    message.Add(part.Duplicate());
                }
            }

            if (_socket.TrySend(message, out bool isGone))
            {
                return true;
            }

            message.Dispose();
            puller.IsBlocked = !isGone;
            if (isGone)
            {
                RemoveInsideLock(puller);
            }

            return false;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private void OfferInsideLock(PullerLink puller)
    {
        if (puller.HasCredit && !puller.IsQueued)
        {
            puller.IsQueued = true;
            _ready.Enqueue(puller);
        }
    }

    private void RemoveInsideLock(PullerLink puller)
    {
        puller.IsGone = true;
        _pullers.Remove(puller);
        foreach (SentDelivery sent in puller.Unsettled.Values)
        {
            if (sent is { IsPending: true, IsOverdue: false })
            {
                sent.Delivery.Holders--;
                DeliverAgainInsideLock(sent.Delivery);
            }
        }

        puller.Unsettled.Clear();
    }

    private void DeliverAgainInsideLock(PendingDelivery delivery)
    {
        if (delivery is { Holders: 0, WaitsAgain: false })
        {
            delivery.WaitsAgain = true;
            _again.Enqueue(new SentDelivery(delivery, delivery.Use, _tick), delivery.Sequence);
        }
    }

    private bool StartTicksInsideLock()
    {
        bool starts = !_ticks;
        _ticks = true;
        return starts;
    }

    /// <summary>Looks for pullers that are lost, and for messages that a puller has for too long. Does not throw.</summary>
    private void Look(bool isTick)
    {
        DecidedOperations decided = default;
        bool continues = false;
        lock (_gate)
        {
            // The timer and the check of peers may still run when the pusher is disposed: nothing is made after that.
            if (_hasEnded)
            {
                return;
            }

            if (isTick)
            {
                _tick++;
                continues = _ticks = _unacknowledged > 0 || !_waiting.IsEmpty;
            }

            try
            {
                foreach (PullerLink puller in _pullers.All.ToArray())
                {
                    LookInsideLock(puller, isTick);
                }

                DispatchInsideLock(ref decided);
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                // The receiving loop ends for the same reason.
            }
        }

        Finish(ref decided);
        if (continues)
        {
            _ = _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }
    }

    private void LookInsideLock(PullerLink puller, bool isTick)
    {
        puller.IsBlocked = false;
        puller.SilentTicks += isTick ? 1 : 0;
        bool isDue = puller.SilentTicks >= LongestSilence
            ? puller.SilentTicks % LongestSilence == 0
            : BitOperations.IsPow2(puller.SilentTicks);
        if (!isTick || (isDue && puller.Unsettled.Count > 0))
        {
            _ = TrySendInsideLock(puller, DeliveryFrame.Write(DeliveryFrameKind.Probe));
        }

        if (isTick && _options.AcknowledgementTimeout is { } timeout)
        {
            TakeOverdueInsideLock(puller, (long)Math.Ceiling(timeout / _period));
        }

        OfferInsideLock(puller);
    }

    // The puller keeps its place for the message, and gets no others until it settles one.
    private void TakeOverdueInsideLock(PullerLink puller, long ticks)
    {
        foreach ((ulong number, SentDelivery sent) in puller.Unsettled)
        {
            if (!sent.IsOverdue && sent.IsPending && _tick - sent.Tick > ticks)
            {
                CollectionsMarshal.GetValueRefOrNullRef(puller.Unsettled, number).IsOverdue = true;
                puller.IsStuck = true;
                sent.Delivery.Holders--;
                DeliverAgainInsideLock(sent.Delivery);
            }
        }
    }

    private static bool IsEnd(Exception exception) =>
        exception is ObjectDisposedException or InvalidOperationException or ZmqNativeException;
}
