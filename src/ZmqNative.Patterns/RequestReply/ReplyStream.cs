using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>A request that is answered by a stream of replies, as many ahead of the reader as its client allows.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The handler may look at the token after the end; the source holds nothing then.")]
internal sealed class ReplyStream : IOpenRequest
{
    // The limit whatever the client allows: it bounds the replies in transit to the client.
    private const uint MostAhead = 1024;

    private readonly CancellationTokenSource _cancellation;

    // Guards the fields below, against the thread that reads permissions and the one that sends.
    private readonly Lock _gate = new();
    private uint _allowed;
    private uint _sent;
    private bool _isAbandoned;
    private TaskCompletionSource? _permission;
    private Task _cancelling = Task.CompletedTask;

    public ReplyStream(RequestKey key, ReplyRoute route, uint allowed, CancellationToken aborting)
    {
        Key = key;
        Route = route;
        _allowed = Math.Min(allowed, MostAhead);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(aborting);
    }

    public RequestKey Key { get; }

    public ReplyRoute Route { get; }

    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>The token of the handler: cancelled when the client has given up or has disconnected, or the server ends.</summary>
    public CancellationToken Token => _cancellation.Token;

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
            if (_isAbandoned)
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

            await permission.WaitAsync(Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Token.IsCancellationRequested && !IsAbandoned)
            {
                throw new OperationCanceledException("The server ends.", Token);
            }
        }

        // The callbacks of the token run before the enumeration of the handler is disposed, which would unregister them.
        await _cancelling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new OperationCanceledException("The client has given the stream up.", Token);
    }

    // False if the client has given up; null if one more reply may be sent, which is counted.
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
