namespace ZmqNative.Patterns;

/// <summary>Extension methods for tasks that are not awaited.</summary>
internal static class TaskExtensions
{
    /// <summary>Lets a task run without being awaited: its exception, if there is one, counts as observed.</summary>
    public static void Observe(this Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
