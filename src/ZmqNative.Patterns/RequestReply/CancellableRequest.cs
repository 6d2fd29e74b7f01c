namespace ZmqNative.Patterns;

/// <summary>A request whose handler is cancelled when its client has given it up.</summary>
/// <param name="key">The key of the request.</param>
/// <param name="route">The frames that lead back to the client.</param>
/// <param name="aborting">Cancels the handler when the server ends.</param>
internal sealed class CancellableRequest(RequestKey key, ReplyRoute route, CancellationToken aborting) : IOpenRequest
{
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(aborting);

    // Guards the fields below, against the thread that reads cancellations, the probes and the handler's end.
    private readonly Lock _gate = new();
    private bool _isAbandoned;
    private bool _hasEnded;
    private Task _cancelling = Task.CompletedTask;

    public RequestKey Key => key;

    public ReplyRoute Route => route;

    public int ProbeRound { get; set; }

    public Task Completion => Task.CompletedTask;

    /// <summary>The token of the handler.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the client has given the request up.</summary>
    public bool IsAbandoned
    {
        get
        {
            lock (_gate)
            {
                return _isAbandoned;
            }
        }
    }

    public void Allow(uint total)
    {
    }

    public void Abandon()
    {
        lock (_gate)
        {
            if (_isAbandoned || _hasEnded)
            {
                return;
            }

            // The callbacks are the handler's: they run elsewhere, and may throw.
            _isAbandoned = true;
            _cancelling = _cancellation.CancelAsync();
        }

        _cancelling.Observe();
    }

    /// <summary>The handler has ended. What is linked to the end of the server would otherwise stay until then.</summary>
    public void End()
    {
        Task cancelling;
        lock (_gate)
        {
            _hasEnded = true;
            cancelling = _cancelling;
        }

        DisposeAsync(cancelling).Observe();
    }

    private async Task DisposeAsync(Task cancelling)
    {
        await cancelling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cancellation.Dispose();
    }
}
