namespace ZmqNative.Actors;

/// <summary>A timer of an actor. At most one of its ticks is pending at any time, however slow the actor is.</summary>
internal sealed class ActorTimer(ActorCell cell, object key, object message, bool once) : IDisposable
{
    // A timer of the system takes a shorter period for none: it would tick once.
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    private ITimer? _timer;
    private int _onItsWay;

    public object Key => key;

    public object Message => message;

    public bool Once => once;

    /// <summary>Whether it was cancelled or replaced; then a pending tick is dropped. The actor's turns only.</summary>
    public bool IsCancelled { get; private set; }

    public void Start(TimeProvider time, TimeSpan due, TimeSpan period)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static state => ((ActorTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        // Started once it is assigned: a tick may come at once.
        _ = _timer.Change(due, once || period >= ShortestPeriod ? period : ShortestPeriod);
    }

    /// <summary>Notes that the tick is handled, so that the next one may be sent.</summary>
    public void Arrived() => Volatile.Write(ref _onItsWay, 0);

    public void Dispose()
    {
        IsCancelled = true;
        _timer?.Dispose();
    }

    private void Fire()
    {
        if (Interlocked.Exchange(ref _onItsWay, 1) == 0)
        {
            cell.Send(new SystemMessage(SystemMessageKind.Timer) { Timer = this });
        }
    }
}
