namespace ZmqNative.Interleavings;

/// <summary>A clock that only threads of the scenario advance; its timers fire on the advancing thread.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<SteppedTimer> _timers = [];
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Milliseconds since the start, for scenarios.</summary>
    public long Now => (_now - TimeSpan.TicksPerDay) / TimeSpan.TicksPerMillisecond;

    public override long GetTimestamp()
    {
        Schedule.Step();
        return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SteppedTimer timer = new(callback, state);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock, and fires the timers that run.</summary>
    public void Advance(int milliseconds)
    {
        Schedule.Step();
        _now += milliseconds * TimeSpan.TicksPerMillisecond;
        Fire();
    }

    /// <summary>Fires the timers that run, as the system's thread does later.</summary>
    public void Fire()
    {
        foreach (SteppedTimer timer in _timers.ToArray())
        {
            if (timer.IsRunning)
            {
                timer.Callback(timer.State);
            }
        }
    }

    private sealed class SteppedTimer(TimerCallback callback, object? state) : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public bool IsRunning { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Schedule.Step();
            IsRunning = dueTime >= TimeSpan.Zero;
            return true;
        }

        public void Dispose() => IsRunning = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
