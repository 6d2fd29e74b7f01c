namespace ZmqNative.Cluster;

/// <summary>Ends a reading of the log. The client of an engine may not end what is cancelled while its connection is lost: the wait is limited to 1 s.</summary>
internal static class ReadingEnd
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Disposes an enumerator, whose reading was cancelled, when it moves no more.</summary>
    /// <param name="entries">The enumerator.</param>
    /// <param name="moving">The move that it is in; null if it is in none.</param>
    /// <param name="clock">The clock of the wait.</param>
    /// <returns>A task that completes when it is disposed, or goes on to end in the background.</returns>
    public static Task WaitAsync(IAsyncDisposable entries, Task? moving, TimeProvider clock) =>
        EndLimit.WaitAsync(DisposeAsync(entries, moving), Limit, clock);

    private static async Task DisposeAsync(IAsyncDisposable entries, Task? moving)
    {
        if (moving is not null)
        {
            // An enumerator is not disposed while it moves.
            await moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await entries.DisposeAsync().ConfigureAwait(false);
    }
}
