namespace ZmqNative.Patterns;

/// <summary>A request and when it was read.</summary>
internal readonly record struct ReceivedRequest(MultipartMessage Frames, long Arrival);

/// <summary>Reads requests ahead, a batch under one lock, and hands them to the server's loops one by one.</summary>
internal sealed class RequestIntake(AsyncSocket socket, int prefetch, TimeProvider timeProvider) : IDisposable
{
    private readonly MultipartMessage[] _batch = new MultipartMessage[prefetch];

    // Held while one loop takes the next request or waits for a batch; the others wait behind it, as they have nothing to do.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _next;
    private int _count;
    private long _arrival;

    /// <summary>How many requests were read and not handed out.</summary>
    public int Unread => _count - _next;

    /// <summary>The next request.</summary>
    /// <param name="stopping">Ends the reading; what was read already is still handed out.</param>
    /// <param name="aborting">Ends that, too.</param>
    public async ValueTask<ReceivedRequest> NextAsync(CancellationToken stopping, CancellationToken aborting)
    {
        await _turn.WaitAsync(aborting).ConfigureAwait(false);
        try
        {
            if (_next == _count)
            {
                _next = 0;
                _count = 0;
                _count = await socket.ReceiveBatchAsync(_batch, stopping).ConfigureAwait(false);
                _arrival = timeProvider.GetTimestamp();
            }

            return new ReceivedRequest(_batch[_next++], _arrival);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Disposes what was read and will not be handled. To be called when no loop takes any more.</summary>
    public void Dispose()
    {
        _turn.Dispose();
        while (_next < _count)
        {
            _batch[_next++].Dispose();
        }
    }
}
