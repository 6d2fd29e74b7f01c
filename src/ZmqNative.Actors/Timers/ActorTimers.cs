namespace ZmqNative.Actors;

/// <summary>The timers of an actor, by key.</summary>
internal sealed class ActorTimers(ActorCell cell)
{
    private readonly Dictionary<object, ActorTimer> _timers = [];

    public int Count => _timers.Count;

    /// <exception cref="ActorStoppedException">The actor has stopped: the timer would never be ended.</exception>
    public void Start(object key, object message, TimeSpan due, TimeSpan period)
    {
        if (cell.Status == ActorStatus.Stopped)
        {
            throw new ActorStoppedException(cell.Address);
        }

        _ = Cancel(key);
        ActorTimer timer = new(cell, key, message, once: period == Timeout.InfiniteTimeSpan);
        _timers.Add(key, timer);
        timer.Start(cell.Owner.Time, due, period);
    }

    public bool Cancel(object key)
    {
        if (!_timers.Remove(key, out ActorTimer? timer))
        {
            return false;
        }

        timer.Dispose();
        return true;
    }

    public void CancelAll()
    {
        foreach (ActorTimer timer in _timers.Values)
        {
            timer.Dispose();
        }

        _timers.Clear();
    }

    /// <summary>Queues the message of a timer that has fired before the mailbox, in alternation with it.</summary>
    public void HandleTick(ActorTimer timer)
    {
        if (!timer.IsCancelled && cell.Parts is not { IsDraining: true })
        {
            // The timer itself: it may be cancelled before the tick is handled.
            cell.EnsureParts().EnsurePriority().Add(new Envelope(timer, null, 0));
        }
    }

    /// <summary>Returns the message of a tick that is handled now; false if the timer was cancelled meanwhile.</summary>
    public bool TryOpen(ActorTimer timer, out Envelope envelope)
    {
        envelope = new Envelope(timer.Message, null, 0);
        timer.Arrived();
        if (timer.IsCancelled)
        {
            return false;
        }

        if (timer.Once)
        {
            _ = Cancel(timer.Key);
        }

        return true;
    }
}
