namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    public void StartTimer(object key, object message, TimeSpan due, TimeSpan period)
    {
        ActorExtras extras = Extras;
        Dictionary<object, ActorTimer> timers = extras.Timers ??= [];
        if (timers.Remove(key, out ActorTimer? previous))
        {
            previous.Dispose();
        }

        ActorTimer timer = new(this, key, message, once: period == Timeout.InfiniteTimeSpan);
        timers.Add(key, timer);
        timer.Start(_broker.Time, due, period);
    }

    public bool CancelTimer(object key)
    {
        if (_extras?.Timers is not { } timers || !timers.Remove(key, out ActorTimer? timer))
        {
            return false;
        }

        timer.Dispose();
        return true;
    }

    private void Ticked(ActorTimer timer)
    {
        timer.Arrived();
        if (!timer.IsCancelled)
        {
            // The timer itself: it may be cancelled before its turn comes.
            _extras!.Front.Enqueue(new Envelope(timer, null, 0));
        }
    }

    /// <summary>What a tick whose turn has come is for the actor; false if the timer was cancelled meanwhile.</summary>
    private bool TryOpen(ActorTimer timer, out Envelope envelope)
    {
        envelope = new Envelope(timer.Message, null, 0);
        if (timer.IsCancelled)
        {
            return false;
        }

        if (timer.Once)
        {
            _ = CancelTimer(timer.Key);
        }

        return true;
    }

    private static void CancelTimers(ActorExtras extras)
    {
        foreach (ActorTimer timer in extras.Timers?.Values ?? Enumerable.Empty<ActorTimer>())
        {
            timer.Dispose();
        }

        extras.Timers = null;
    }
}
