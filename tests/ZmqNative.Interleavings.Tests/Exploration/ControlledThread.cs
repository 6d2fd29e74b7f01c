namespace ZmqNative.Interleavings;

/// <summary>A thread whose turns a schedule decides.</summary>
internal sealed class ControlledThread(Schedule schedule, int number, Action run, bool serves)
{
    public Schedule Schedule => schedule;

    /// <summary>From 1 on, in the order of their starts.</summary>
    public int Number => number;

    public Action Run => run;

    public bool Serves => serves;

    /// <summary>Released when it is this thread's turn.</summary>
    public SemaphoreSlim Go { get; } = new(0);

    /// <summary>What it waits for; null if nothing.</summary>
    public Func<bool>? Until { get; set; }

    public bool IsFinished { get; set; }

    public bool CanGoOn => !IsFinished && (Until is null || Until());
}
