namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.SpinWait"/>: others get their turn.</summary>
internal struct ControlledSpinWait
{
    public readonly void SpinOnce() => Schedule.Yield();

    public readonly void SpinOnce(int sleep1Threshold) => Schedule.Yield();
}

/// <summary>In place of <see cref="System.Threading.Thread"/>, as far as the code under test uses it.</summary>
internal sealed class ControlledThreadApi
{
    public static ControlledThreadApi CurrentThread { get; } = new();

    public static bool Yield()
    {
        Schedule.Yield();
        return true;
    }

    // No thread is interrupted here.
    public void Interrupt() => throw new InvalidOperationException();
}

/// <summary>In place of <see cref="System.Environment"/>, as far as the code under test uses it.</summary>
internal static class ControlledEnvironment
{
    public static int CurrentManagedThreadId => Schedule.ThreadNumber + 1;

    public static string NewLine => "\n";
}

/// <summary>In place of <see cref="System.Threading.ThreadPool"/>: each work item is a thread of the schedule.</summary>
internal static class ControlledThreadPool
{
    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem item, bool preferLocal)
    {
        Schedule.Step();
        Schedule.Current.Start(item.Execute);
        return true;
    }
}
