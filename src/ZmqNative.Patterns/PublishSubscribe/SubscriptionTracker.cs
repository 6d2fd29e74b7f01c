namespace ZmqNative.Patterns;

/// <summary>Counts the subscriptions of a publisher's peers, and releases those who wait for some.</summary>
internal sealed class SubscriptionTracker
{
    // Guards the count and the list, against the loop that reads subscriptions and the callers that wait.
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private bool _ended;

    public int Count { get; private set; }

    public Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(Publisher));
            if (Count >= count)
            {
                return Task.CompletedTask;
            }

            _waiting.Add((count, reached));
        }

        return WaitAsync(reached, cancellationToken);
    }

    public void Change(bool subscribed)
    {
        lock (_gate)
        {
            Count = Math.Max(0, Count + (subscribed ? 1 : -1));
            _waiting.RemoveAll(waiting => waiting.Count <= Count && waiting.Reached.TrySetResult());
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach ((_, TaskCompletionSource reached) in _waiting)
            {
                reached.TrySetException(new ObjectDisposedException(nameof(Publisher)));
            }

            _waiting.Clear();
        }
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
            lock (_gate)
            {
                _ = _waiting.RemoveAll(waiting => waiting.Reached == reached);
            }

            throw;
        }
    }
}
