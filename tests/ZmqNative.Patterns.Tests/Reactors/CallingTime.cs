namespace ZmqNative.Patterns.Tests;

/// <summary>A clock that calls its user back whenever it is read.</summary>
internal sealed class CallingTime(ManualTime time) : TimeProvider
{
    public Action? Called { get; set; }

    public int ActiveTimers => time.ActiveTimers;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp()
    {
        Called?.Invoke();
        return time.GetTimestamp();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new CallingTimer(this, time.CreateTimer(callback, state, dueTime, period));

    private sealed class CallingTimer(CallingTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Called?.Invoke();
            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
