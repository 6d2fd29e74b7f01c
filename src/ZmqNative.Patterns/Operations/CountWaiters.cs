namespace ZmqNative.Patterns;

/// <summary>Callers that wait until a count, such as that of connections, reaches a number. Guarded by the lock of its owner.</summary>
internal sealed class CountWaiters(Lock gate)
{
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

    // The name of the owner, once it has ended.
    private string? _ended;

    /// <summary>Waits until a number is reached.</summary>
    /// <param name="number">The number to wait for.</param>
    /// <param name="count">The current count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectDisposedException">The owner has ended, or ends meanwhile.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task WaitInsideLockAsync(int number, int count, CancellationToken cancellationToken)
    {
        if (_ended is { } ended)
        {
            return Task.FromException(Ended(ended));
        }

        if (count >= number)
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((number, reached));
        return WaitAsync(reached, cancellationToken);
    }

    /// <summary>Releases the callers whose number is reached, as the count has changed.</summary>
    public void ReleaseInsideLock(int count)
    {
        if (_waiting.Count > 0)
        {
            _ = _waiting.RemoveAll(waiting => waiting.Count <= count && waiting.Reached.TrySetResult());
        }
    }

    /// <summary>Fails all waits, each with an exception of its own; others may begin.</summary>
    public void FailInsideLock(Func<Exception> cause)
    {
        foreach ((_, TaskCompletionSource reached) in _waiting)
        {
            reached.TrySetException(cause());
        }

        _waiting.Clear();
    }

    /// <summary>Fails all waits; no more can begin.</summary>
    public void EndInsideLock(string objectName)
    {
        _ended = objectName;
        foreach ((_, TaskCompletionSource reached) in _waiting)
        {
            reached.TrySetException(Ended(objectName));
        }

        _waiting.Clear();
    }

    // A wait that was cancelled must not stay in the list: callers may wait with a time-out again and again.
    private async Task WaitAsync(TaskCompletionSource reached, CancellationToken cancellationToken)
    {
        try
        {
            await reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                _ = _waiting.RemoveAll(waiting => waiting.Reached == reached);
            }

            throw;
        }
    }

    private static ObjectDisposedException Ended(string objectName) => new(objectName);
}
