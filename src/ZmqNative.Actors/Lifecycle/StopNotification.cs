namespace ZmqNative.Actors;

/// <summary>Notifies other threads and pending handlings of an actor's stop. Any thread.</summary>
internal sealed class StopNotification(ActorCell cell)
{
    private CancellationTokenSource? _requested;
    private TaskCompletionSource? _stopped;

    /// <summary>Completes when the actor has stopped.</summary>
    public Task WhenStopped
    {
        get
        {
            TaskCompletionSource stopped = _stopped
                ?? Interlocked.CompareExchange(
                    ref _stopped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null)
                ?? _stopped;

            // After it is visible, so that either this read or the end of the stop completes it.
            Interlocked.MemoryBarrier();
            if (cell.Status == ActorStatus.Stopped)
            {
                _ = stopped.TrySetResult();
            }

            return stopped.Task;
        }
    }

    /// <summary>Whether the actor has read its <see cref="Token"/>.</summary>
    public bool HasToken => _requested is not null;

    /// <summary>The token that is cancelled when the actor is to stop.</summary>
    public CancellationToken Token
    {
        get
        {
            CancellationTokenSource requested = _requested ??= new CancellationTokenSource();

            // The thread that asks for the stop sets the flag first and then looks for a source; here the order is reversed.
            Interlocked.MemoryBarrier();
            if (cell.IsStopRequested)
            {
                Cancel();
            }

            return requested.Token;
        }
    }

    /// <summary>Cancels the token, as the actor is to stop.</summary>
    public void Cancel()
    {
        if (_requested is { } requested)
        {
            // Callbacks are user code: they run on another thread, and exceptions of theirs are ignored.
            cell.Owner.Track(requested.CancelAsync());
        }
    }

    /// <summary>Completes <see cref="WhenStopped"/>.</summary>
    public void Complete() => _ = _stopped?.TrySetResult();
}
