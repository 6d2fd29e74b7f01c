namespace ZmqNative.Patterns.Tests;

/// <summary>A clock that calls its user back whenever it is read, except by that user on the same thread.</summary>
internal sealed class CallingTime(ManualTime time) : TimeProvider
{
    [ThreadStatic]
    private static bool t_isCalling;

    public Action? Called { get; set; }

    public int ActiveTimers => time.ActiveTimers;

    public override long TimestampFrequency
    {
        get
        {
            Call();
            return time.TimestampFrequency;
        }
    }

    public override long GetTimestamp()
    {
        Call();
        return time.GetTimestamp();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new CallingTimer(this, time.CreateTimer(callback, state, dueTime, period));

    private void Call()
    {
        if (Called is not { } called || t_isCalling)
        {
            return;
        }

        t_isCalling = true;
        try
        {
            called();
        }
        finally
        {
            t_isCalling = false;
        }
    }

    private sealed class CallingTimer(CallingTime owner, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Call();
            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
