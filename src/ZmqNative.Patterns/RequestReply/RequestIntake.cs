namespace ZmqNative.Patterns;

/// <summary>A request as it was read.</summary>
/// <param name="Frames">What was received.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="EmptyAt">When the socket was last found empty before that: the request arrived later.</param>
/// <param name="WasCaughtUp">Whether the server had nothing else to read, so that the request was read as soon as it came.</param>
internal readonly record struct ReceivedRequest(MultipartMessage Frames, long ReadAt, long EmptyAt, bool WasCaughtUp);

/// <summary>Reads requests ahead, a batch under one lock, and hands them to the server's loops one by one.</summary>
internal sealed class RequestIntake(AsyncSocket socket, int prefetch, TimeProvider timeProvider) : IDisposable
{
    // A server that looks again that soon was not away.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    private readonly MultipartMessage[] _batch = new MultipartMessage[prefetch];

    // Held while one loop takes the next request or waits for a batch; the others wait behind it, as they have nothing to do.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _next;
    private int _count;
    private long _readAt;
    private long _emptyAt = timeProvider.GetTimestamp();
    private long _emptyAtLast = timeProvider.GetTimestamp();
    private bool _wasCaughtUp;

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
                ValueTask<int> receive = socket.ReceiveBatchAsync(_batch, stopping);
                bool waits = !receive.IsCompleted;
                _count = await receive.ConfigureAwait(false);
                NoteRead(waits);
            }

            return new ReceivedRequest(_batch[_next++], _readAt, _emptyAt, _wasCaughtUp);
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    private void NoteRead(bool waited)
    {
        _readAt = timeProvider.GetTimestamp();
        _emptyAt = _emptyAtLast;
        _wasCaughtUp = waited || timeProvider.GetElapsedTime(_emptyAt, _readAt) < Soon;

        // What comes with the next batch was not there yet if this one took all there was.
        if (waited || _count < _batch.Length)
        {
            _emptyAtLast = _readAt;
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
