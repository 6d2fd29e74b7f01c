namespace ZmqNative.Patterns;

/// <summary>Tasks that nobody awaits.</summary>
internal static class TaskExtensions
{
    /// <summary>Lets a task go on alone: its exception, if there is one, does not become an unobserved one.</summary>
    public static void Observe(this Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
