namespace ZmqTool.Endpoints;

/// <summary>Waits that say what they wait for.</summary>
internal static class Waiting
{
    /// <summary>The time after which a wait is reported: what takes less needs no note.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a task; after a second a note says so, and after the time-out the wait fails.</summary>
    public static async Task ForAsync(ToolConsole console, Task task, string what, TimeSpan? timeout, CancellationToken cancellation)
    {
        if (!task.IsCompleted && (timeout is null || timeout > Patience))
        {
            try
            {
                await task.WaitAsync(Patience, console.Time, cancellation);
            }
            catch (TimeoutException)
            {
                string limit = timeout is null ? "Ctrl-C ends it" : $"for {timeout.Value.TotalSeconds:0.###} s at most";
                console.Note($"waiting for {what}; {limit}");
                timeout -= Patience;
            }
        }

        try
        {
            await task.WaitAsync(timeout ?? Timeout.InfiniteTimeSpan, console.Time, cancellation);
        }
        catch (TimeoutException)
        {
            throw ToolException.TimedOut($"no {Strip(what)} in time. --timeout or --wait gives it longer; 'zmq probe' tells whether the peer answers.");
        }
    }

    /// <summary>Waits for the end of a task, whatever it is.</summary>
    public static Task QuietlyAsync(Task task) => task.ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static string Strip(string what) => what.StartsWith("a ", StringComparison.Ordinal) ? what[2..] : what;
}
