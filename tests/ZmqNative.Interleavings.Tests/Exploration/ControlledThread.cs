namespace ZmqNative.Interleavings;

/// <summary>A thread that runs only when a schedule chooses it.</summary>
internal sealed class ControlledThread(Schedule schedule, int number, Action run, bool serves)
{
    public Schedule Schedule => schedule;

    /// <summary>The number of the thread, from 1, in the order of the starts.</summary>
    public int Number => number;

    public Action Run => run;

    public bool Serves => serves;

    /// <summary>Released when it is this thread's turn.</summary>
    public SemaphoreSlim Go { get; } = new(0);

    /// <summary>The condition that it waits for; null if none.</summary>
    public Func<bool>? Until { get; set; }

    public bool IsFinished { get; set; }

    public bool CanGoOn => !IsFinished && (Until is null || Until());
}
