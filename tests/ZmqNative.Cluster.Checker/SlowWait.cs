namespace ZmqNative.Cluster.Checker;

/// <summary>Reports what a check waits for, when it waits for long: a run that hangs is to say why.</summary>
internal static class SlowWait
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    /// <summary>Waits for a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="report">Called after 20 seconds, and again after each 20 seconds more.</param>
    public static async Task ForAsync(Task task, Func<Task> report)
    {
        while (await Task.WhenAny(task, Task.Delay(Interval)) != task)
        {
            await report();
        }

        await task;
    }
}
