namespace ZmqNative.Patterns;

/// <content>Sending to pushers.</content>
internal sealed partial class DeliveryReceiver
{
    private void FlushInsideLock()
    {
        foreach (PusherLink pusher in _unsent)
        {
            FlushInsideLock(pusher);
        }

        _ = _unsent.RemoveAll(static pusher =>
        {
            pusher.IsListed = pusher.Unsent > 0 || pusher.Others.Count > 0;
            return !pusher.IsListed;
        });
    }

    // What does not fit into the queue of libzmq is sent later, by the timer.
    private void FlushInsideLock(PusherLink pusher)
    {
        if (pusher.Unsent > 0)
        {
            if (!TrySendInsideLock(pusher, DeliveryFrame.WriteSettled(DeliveryFrameKind.Acknowledged, pusher.Ranges)))
            {
                return;
            }

            pusher.Clear();
        }

        while (pusher.Others.TryPeek(out (DeliveryFrameKind Kind, ulong Number, string? Text) other)
            && TrySendInsideLock(pusher, DeliveryFrame.WriteSettled(other.Kind, [new NumberRange(other.Number, 1)]), other.Text))
        {
            _ = pusher.Others.Dequeue();
        }
    }

    private void SendReadyInsideLock(PusherLink pusher) => _ = TrySendInsideLock(pusher, DeliveryFrame.WriteReady(_window));

    /// <summary>Sends a frame to a pusher; one whose connection has ended is forgotten.</summary>
    private bool TrySendInsideLock(PusherLink pusher, Frame frame, string? text = null)
    {
        MultipartMessage message = MultipartMessage.Create();
        bool isGone = false;
        try
        {
            message.Add(pusher.RoutingId.AsSpan());
            message.Add(frame);
            if (text is not null)
            {
                message.Add(text);
            }

            if (_socket.TrySend(message, out isGone))
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqNativeException)
        {
            // The puller has ended.
            isGone = true;
        }

        message.Dispose();
        if (isGone)
        {
            ForgetInsideLock(pusher);
        }

        return false;
    }

    private void ForgetInsideLock(PusherLink pusher)
    {
        _pushers.Remove(pusher);
        pusher.Unsettled.Clear();
        pusher.Others.Clear();
        pusher.Clear();
    }

    private void Look()
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                LookInsideLock();
            }
        }
    }

    // A window that is sent again changes nothing, and finds out whether the pusher is connected.
    private void LookInsideLock()
    {
        foreach (PusherLink pusher in _pushers.All.ToArray())
        {
            SendReadyInsideLock(pusher);
        }
    }

    private void OnTimer()
    {
        bool starts;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            FlushInsideLock();
            starts = _isTimed = _unsent.Count > 0;
        }

        StartTimer(starts);
    }

    private void StartTimer(bool starts)
    {
        if (starts)
        {
            // False once it is disposed.
            _ = _timer.Change(LongestDelay, Timeout.InfiniteTimeSpan);
        }
    }
}
