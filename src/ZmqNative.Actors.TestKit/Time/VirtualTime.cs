using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.TestKit;

/// <summary>A clock that stands still until <see cref="TestBroker.AdvanceAsync"/> advances it. Thread-safe.</summary>
/// <remarks>
/// Give it to all code under test that needs a clock: a handler that awaits <c>Task.Delay(time, provider)</c> continues when the test has advanced the
/// clock by that time.
/// </remarks>
public sealed class VirtualTime : TimeProvider, IExactTime
{
    // Guards the timers and the time, against code that sets timers and the test that advances.
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _timers = new(VirtualTimer.ByDueTime);
    private readonly DateTimeOffset _start;

    // Not 0: code may take a timestamp of 0 for one that was never set.
    private long _now = TimeSpan.TicksPerDay;
    private long _lastOrder;

    internal VirtualTime(DateTimeOffset start) => _start = start.AddTicks(-_now);

    /// <summary>The number of ticks of <see cref="GetTimestamp"/> in a second: those of a <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The time zone UTC, whatever that of the machine is.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The number of timers that are set to fire, the broker's own included.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Returns the virtual time as a timestamp.</summary>
    /// <returns>The timestamp.</returns>
    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <summary>Returns the virtual time.</summary>
    /// <returns>The time in UTC.</returns>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <summary>Creates a timer that fires when the clock is advanced to its time.</summary>
    /// <param name="callback">The function that is called, on a thread of the thread pool, within <see cref="TestBroker.AdvanceAsync"/>.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="dueTime">The time until it fires first; -1 ms for never. One that is due at once fires when the broker is idle.</param>
    /// <param name="period">The time between two calls; -1 ms or 0 for one call.</param>
    /// <returns>The timer.</returns>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer timer = new(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    internal bool Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _ = _timers.Remove(timer);
            timer.Period = period <= TimeSpan.Zero ? 0 : period.Ticks;
            if (dueTime >= TimeSpan.Zero)
            {
                AddInsideLock(timer, dueTime.Ticks);
            }

            return true;
        }
    }

    internal void Remove(VirtualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _ = _timers.Remove(timer);
        }
    }

    internal bool Contains(VirtualTimer timer)
    {
        lock (_gate)
        {
            return _timers.Contains(timer);
        }
    }

    /// <summary>Takes the timer that is due first, up to a time, and moves the clock to its due time.</summary>
    /// <returns>False if none is due until then.</returns>
    internal bool TryTakeDue(long until, [NotNullWhen(true)] out VirtualTimer? timer)
    {
        lock (_gate)
        {
            timer = _timers.Min;
            if (timer is null || timer.Due > until)
            {
                timer = null;
                return false;
            }

            _ = _timers.Remove(timer);
            Volatile.Write(ref _now, Math.Max(_now, timer.Due));
            if (timer.Period > 0)
            {
                AddInsideLock(timer, timer.Period);
            }

            return true;
        }
    }

    /// <summary>Moves the clock, if it is not further already.</summary>
    internal void MoveTo(long time)
    {
        lock (_gate)
        {
            Volatile.Write(ref _now, Math.Max(_now, time));
        }
    }

    // Timers that are due at the same time fire in the order in which they were set.
    private void AddInsideLock(VirtualTimer timer, long wait)
    {
        timer.Due = wait > long.MaxValue - _now ? long.MaxValue : _now + wait;
        timer.Order = ++_lastOrder;
        _ = _timers.Add(timer);
    }
}
