namespace ZmqNative.Patterns;

/// <summary>Counts the subscriptions of a publisher's peers, and completes the waits for subscriptions.</summary>
internal sealed class SubscriptionTracker
{
    // Guards the count and the list, against the loop that reads subscriptions and the callers that wait.
    private readonly Lock _gate = new();
    private readonly CountWaiters _waiters;

    public SubscriptionTracker() => _waiters = new CountWaiters(_gate);

    public int Count { get; private set; }

    public Task WaitAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _waiters.WaitInsideLockAsync(count, Count, cancellationToken);
        }
    }

    public void Change(bool subscribed)
    {
        lock (_gate)
        {
            Count = Math.Max(0, Count + (subscribed ? 1 : -1));
            _waiters.ReleaseInsideLock(Count);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _waiters.EndInsideLock(nameof(Publisher));
        }
    }
}
