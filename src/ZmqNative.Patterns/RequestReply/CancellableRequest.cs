namespace ZmqNative.Patterns;

/// <summary>A request whose handler is cancelled when its client has given it up.</summary>
/// <param name="key">The key of the request.</param>
/// <param name="route">The frames that lead back to the client.</param>
/// <param name="aborting">Cancels the handler when the server ends.</param>
internal sealed class CancellableRequest(RequestKey key, ReplyRoute route, CancellationToken aborting) : IOpenRequest
{
    // Not disposed when the client gives up: the callbacks may still run.
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(aborting);
    private int _ended;

    public RequestKey Key => key;

    public ReplyRoute Route => route;

    public Task Completion => Task.CompletedTask;

    /// <summary>The token of the handler.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the client has given the request up.</summary>
    public bool IsAbandoned { get; private set; }

    public void Allow(uint total)
    {
    }

    public void Abandon()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            // The callbacks belong to the handler: they run on another thread, and may throw.
            IsAbandoned = true;
            _cancellation.CancelAsync().Observe();
        }
    }

    /// <summary>Ends the request, as the handler has ended.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _cancellation.Dispose();
        }
    }
}
