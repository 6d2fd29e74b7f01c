namespace ZmqNative.Patterns;

/// <summary>The deadlines on an <see cref="IExactTime"/>: each has a timer of its own, so that none expires late by a slot of the wheel.</summary>
/// <remarks>
/// The wheel's timer fires 100 times for each second of the clock while there is a deadline. A test that advances its clock by an hour would have
/// to wait for what each of these ticks causes.
/// </remarks>
internal sealed class ExactDeadlines(TimeProvider time) : DeadlineWheel(time)
{
    // Guards the timers, and the marks of the entries (ToldBy).
    private readonly Lock _gate = new();
    private readonly Dictionary<Deadline, ITimer> _timers = new(ReferenceEqualityComparer.Instance);

    public override void AddBy(long timestamp, Deadline deadline, long due)
    {
        TimeSpan left = TimeProvider.GetElapsedTime(timestamp, due);
        lock (_gate)
        {
            if (deadline.ToldBy <= due)
            {
                return;
            }

            deadline.ToldBy = due;
            if (!_timers.TryGetValue(deadline, out ITimer? timer))
            {
                timer = Create(deadline);
                _timers.Add(deadline, timer);
            }

            _ = timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left, Timeout.InfiniteTimeSpan);
        }
    }

    public override bool Remove(Deadline deadline)
    {
        lock (_gate)
        {
            if (!_timers.Remove(deadline, out ITimer? timer))
            {
                return false;
            }

            deadline.ToldBy = long.MaxValue;
            timer.Dispose();
            return true;
        }
    }

    private ITimer Create(Deadline deadline)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return TimeProvider.CreateTimer(
                _ =>
                {
                    // Marked as expired first, as the wheel does it: then the entry looks for a use that is pending.
                    if (Remove(deadline))
                    {
                        deadline.OnExpired();
                    }
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }
    }
}
