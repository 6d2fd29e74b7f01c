namespace ZmqNative;

/// <content>The end of a context on another thread than the caller's.</content>
public sealed partial class Context
{
    /// <summary>Ends the context as <see cref="Dispose"/> does, without blocking the calling thread: another thread waits for the messages that linger.</summary>
    /// <returns>
    /// Completes when the context has ended, or after <see cref="DisposeTimeout"/>, 10 seconds; libzmq then finishes in the background.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        // Sockets fail from now on, also while the thread has not begun.
        Shutdown();
        lock (_gate)
        {
            if (Handle == 0 && _termination is not { IsAlive: true })
            {
                return ValueTask.CompletedTask;
            }
        }

        return new ValueTask(DisposeOnThreadAsync());
    }

    private async Task DisposeOnThreadAsync()
    {
        try
        {
            await Task.Factory.StartNew(
                Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (TaskSchedulerException)
        {
            // There is no file descriptor or memory for a thread, and the pool has some.
            await Task.Run(Dispose).ConfigureAwait(false);
        }
    }
}
