namespace ZmqNative.Samples.Gateway;

/// <summary>Wakes all waiters. Without waiters, setting it costs one exchange.</summary>
internal sealed class LiveSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Returns a task that completes with the next <see cref="Set"/>. Call it before checking for messages.</summary>
    public Task WaitAsync()
    {
        // A thread that loses the exchange waits with the same task as the thread that won.
        TaskCompletionSource fresh = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _waiting, fresh, null) ?? fresh).Task;
    }

    public void Set()
    {
        // A plain read first could miss a thread that is about to wait. The exchange is a fence between the message, which was
        // stored before, and the task, which a waiter takes before it checks for messages.
        Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
    }
}
