namespace ZmqNative.Actors.TestKit;

/// <summary>A timer on virtual time. Its fields are guarded by the lock of its clock.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    public static readonly Comparer<VirtualTimer> ByDueTime =
        Comparer<VirtualTimer>.Create(static (one, other) => (one.Due, one.Order).CompareTo((other.Due, other.Order)));

    // As timers of the system's clock do, it keeps the context of the code that made it.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public long Due { get; set; }

    /// <summary>The number of the change that set it, among all of the clock.</summary>
    public long Order { get; set; }

    public long Period { get; set; }

    public bool IsDisposed { get; set; }

    /// <summary>Whether it is set to fire.</summary>
    public bool IsActive => time.Contains(this);

    /// <summary>The time until it fires.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, Due - time.GetTimestamp()));

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Set(this, dueTime, period);

    public void Fire()
    {
        if (_context is { } context)
        {
            ExecutionContext.Run(context, static timer => ((VirtualTimer)timer!).Call(), this);
        }
        else
        {
            Call();
        }
    }

    public void Dispose() => time.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private void Call() => callback(state);
}
