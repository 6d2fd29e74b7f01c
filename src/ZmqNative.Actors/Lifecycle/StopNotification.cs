namespace ZmqNative.Actors;

/// <summary>What other threads, and pending handlings, learn of an actor's stop. From any thread.</summary>
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

            // After it is visible, so that either this look or the end of the stop completes it.
            Interlocked.MemoryBarrier();
            if (cell.Status == ActorStatus.Stopped)
            {
                _ = stopped.TrySetResult();
            }

            return stopped.Task;
        }
    }

    /// <summary>Whether the actor has asked for its <see cref="Token"/>.</summary>
    public bool HasToken => _requested is not null;

    /// <summary>Cancelled when the actor is to stop.</summary>
    public CancellationToken Token
    {
        get
        {
            CancellationTokenSource requested = _requested ??= new CancellationTokenSource();

            // The thread that asks for the stop sets the flag first and then looks for a source; here it is the other way round.
            Interlocked.MemoryBarrier();
            if (cell.IsStopRequested)
            {
                Cancel();
            }

            return requested.Token;
        }
    }

    /// <summary>The actor was told to stop.</summary>
    public void Cancel() =>
        // Callbacks are the user's; they run elsewhere, and one that throws is nobody's failure.
        _requested?.CancelAsync().Observe();

    /// <summary>The actor has stopped.</summary>
    public void Complete() => _ = _stopped?.TrySetResult();
}
