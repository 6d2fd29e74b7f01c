namespace ZmqNative.Patterns;

/// <summary>Stands in for the limit of a step of an end: the time of the scenario alone.</summary>
internal static class EndLimit
{
    public static async Task<bool> WaitAsync(Task task, TimeSpan time, TimeProvider clock)
    {
        _ = await Task.WhenAny(task, Task.Delay(time, clock)).ConfigureAwait(false);
        return task.IsCompleted;
    }
}
