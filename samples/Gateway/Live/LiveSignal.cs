namespace ZmqNative.Samples.Gateway;

/// <summary>Wakes everybody who waits. Setting it costs an exchange while nobody does.</summary>
internal sealed class LiveSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes with the next <see cref="Set"/>. Ask for it before looking whether there is something to wait for.</summary>
    public Task WaitAsync()
    {
        // Whoever loses the exchange waits with the one who won; a Set in between has woken neither, and both look again.
        TaskCompletionSource fresh = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _waiting, fresh, null) ?? fresh).Task;
    }

    public void Set()
    {
        // A plain read first would miss one who is about to wait: the exchange is the fence between the message, which
        // was stored before, and the ticket, which is taken before looking for messages.
        Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
    }
}
