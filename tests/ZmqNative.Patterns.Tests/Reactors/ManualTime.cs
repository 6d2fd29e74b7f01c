namespace ZmqNative.Patterns.Tests;

/// <summary>A clock that only the test advances; its timers fire on the thread that advances it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _now = TimeSpan.FromDays(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The number of timers that are set to fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(timer => timer.Due != long.MaxValue);
            }
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Moves the clock in one step, as after a long pause: a timer that is due fires once.</summary>
    public void Jump(TimeSpan by)
    {
        Interlocked.Add(ref _now, by.Ticks);
        foreach (ManualTimer timer in TakeDue())
        {
            timer.Callback(timer.State);
        }
    }

    /// <summary>Moves the clock in small steps, as time passes.</summary>
    public void Advance(TimeSpan by, TimeSpan? step = null)
    {
        TimeSpan stride = step ?? TimeSpan.FromMilliseconds(5);
        for (TimeSpan left = by; left > TimeSpan.Zero; left -= stride)
        {
            Jump(left < stride ? left : stride);
        }
    }

    private List<ManualTimer> TakeDue()
    {
        lock (_gate)
        {
            long now = GetTimestamp();
            List<ManualTimer> due = _timers.FindAll(timer => timer.Due <= now);
            foreach (ManualTimer timer in due)
            {
                timer.Due = timer.Period > 0 ? now + timer.Period : long.MaxValue;
            }

            return due;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public long Due { get; set; } = long.MaxValue;

        public long Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime < TimeSpan.Zero ? long.MaxValue : time.GetTimestamp() + dueTime.Ticks;
                Period = Math.Max(0, period.Ticks);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
