namespace ZmqNative.Patterns;

/// <summary>Ends requests whose deadline has passed, but not before the replies that had arrived by then were read.</summary>
/// <typeparam name="TReply">The type of a reply.</typeparam>
internal sealed class RequestExpiry<TReply>
    where TReply : struct, IDisposable
{
    private readonly PendingRequestTable<TReply> _table;
    private readonly Func<string> _describeConnections;
    private readonly ExpiryDelay<(PendingRequest<TReply>? Pending, uint Use, TaskCompletionSource? Reading)> _delay;

    public RequestExpiry(AsyncSocket socket, PendingRequestTable<TReply> table, Func<string> describeConnections)
    {
        _table = table;
        _describeConnections = describeConnections;
        _delay = new ExpiryDelay<(PendingRequest<TReply>?, uint, TaskCompletionSource?)>(socket, End);
    }

    /// <summary>Adds a use whose time has passed. On the timer's thread.</summary>
    public void Expire(PendingRequest<TReply> pending, uint use) => _delay.Expire((pending, use, null));

    /// <summary>Completes when the replies that have arrived were read, as far as a request whose time has passed would wait for that.</summary>
    public Task WaitUntilReadAsync()
    {
        TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _delay.Expire((null, 0, reading));
        return reading.Task;
    }

    /// <summary>Called when the loop has handled a batch, and waits for more or continues.</summary>
    public void AfterBatch(bool waits) => _delay.AfterBatch(waits);

    /// <summary>Ends all waits, and later ones at once: no more replies are read.</summary>
    public void End() => _delay.End();

    private void End((PendingRequest<TReply>? Pending, uint Use, TaskCompletionSource? Reading) late)
    {
        if (late.Pending is not { } pending)
        {
            _ = late.Reading!.TrySetResult();
        }
        else if (_table.TryTake(pending, late.Use))
        {
            ulong id = pending.RequestId;
            pending.Fail(new RequestTimeoutException(pending.Timeout, _table.Owner, _describeConnections()));
            _table.GivenUp?.Invoke(id);
        }
    }
}
