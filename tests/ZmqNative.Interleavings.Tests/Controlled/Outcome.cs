using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Interleavings;

/// <summary>Waits for value tasks in a scenario.</summary>
internal static class Outcome
{
    /// <summary>Blocks until the task has completed.</summary>
    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    public static T Wait<T>(this ValueTask<T> task)
    {
        Schedule.BlockUntil(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Blocks until the task has completed.</summary>
    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    public static void Wait(this ValueTask task)
    {
        Schedule.BlockUntil(() => task.IsCompleted);
        task.GetAwaiter().GetResult();
    }
}
