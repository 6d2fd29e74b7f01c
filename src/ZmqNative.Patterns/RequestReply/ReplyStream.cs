using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>A request that is answered by a stream of replies, as many ahead of the reader as its client allows.</summary>
[SuppressMessage("Design", "CA1001", Justification = "End disposes the source.")]
internal sealed class ReplyStream : IOpenRequest
{
    // The limit whatever the client allows: it bounds the replies in transit to the client.
    private const uint MostAhead = 1024;

    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _stopping;

    // Guards the fields below, against the thread that reads permissions and the one that sends.
    private readonly Lock _gate = new();
    private uint _allowed;
    private uint _sent;
    private bool _isAbandoned;
    private bool _hasEnded;
    private TaskCompletionSource? _permission;
    private Task _cancelling = Task.CompletedTask;

    /// <summary>Creates a stream that has sent nothing.</summary>
    /// <param name="key">The request's name.</param>
    /// <param name="route">The frames that lead back to the client.</param>
    /// <param name="allowed">The number of replies that the client allows.</param>
    /// <param name="stopping">Ends the wait for more permission when the server begins to end: no more is read then.</param>
    /// <param name="aborting">Cancels the handler.</param>
    public ReplyStream(RequestKey key, ReplyRoute route, uint allowed, CancellationToken stopping, CancellationToken aborting)
    {
        _stopping = stopping;
        Key = key;
        Route = route;
        _allowed = Math.Min(allowed, MostAhead);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(aborting);
        Token = _cancellation.Token;
    }

    public RequestKey Key { get; }

    public ReplyRoute Route { get; }

    public int ProbeRound { get; set; }

    public Task Completion => _completion.Task;

    /// <summary>The token of the handler: cancelled when the client has cancelled the stream or disconnected, or the server ends.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the client has given the stream up, or has disconnected.</summary>
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

    /// <summary>The last reply has been sent or dropped.</summary>
    public void Complete() => _completion.TrySetResult();

    public void Allow(uint total)
    {
        TaskCompletionSource? permission;
        lock (_gate)
        {
            // The numbers go round after 2^32 replies.
            uint most = _sent + MostAhead;
            uint allowed = (int)(total - most) > 0 ? most : total;
            if ((int)(allowed - _allowed) <= 0)
            {
                return;
            }

            _allowed = allowed;
            (permission, _permission) = (_permission, null);
        }

        permission?.TrySetResult();
    }

    public void Abandon()
    {
        TaskCompletionSource? permission;
        lock (_gate)
        {
            if (_isAbandoned || _hasEnded)
            {
                return;
            }

            // The callbacks belong to the handler: they run on another thread, and may throw.
            _isAbandoned = true;
            _cancelling = _cancellation.CancelAsync();
            (permission, _permission) = (_permission, null);
        }

        _cancelling.Observe();
        permission?.TrySetResult();
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

    /// <summary>Waits until one more reply may be sent, and counts it.</summary>
    /// <exception cref="OperationCanceledException">The client has given the stream up, or the server ends.</exception>
    public async ValueTask WaitForPermissionAsync()
    {
        while (TryFindPermission(out Task? permission))
        {
            if (permission is null)
            {
                return;
            }

            await permission.WaitAsync(_stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested && !permission.IsCompleted)
            {
                throw new OperationCanceledException("The server ends, and reads no more permissions.", _stopping);
            }
        }

        // The callbacks of the token run before the enumeration of the handler is disposed, which would unregister them.
        await _cancelling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new OperationCanceledException("The client has given the stream up.", Token);
    }

    private async Task DisposeAsync(Task cancelling)
    {
        await cancelling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _cancellation.Dispose();
    }

    // False if the client has cancelled; null if one more reply may be sent, which is counted.
    private bool TryFindPermission(out Task? permission)
    {
        lock (_gate)
        {
            permission = null;
            if (_isAbandoned)
            {
                return false;
            }

            if (_sent != _allowed)
            {
                _sent++;
            }
            else
            {
                permission = (_permission ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            return true;
        }
    }
}
