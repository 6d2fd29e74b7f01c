namespace ZmqNative.Patterns;

/// <summary>A request as it was read.</summary>
/// <param name="Frames">What was received.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="EmptyAt">When the socket was last found empty before that: the request arrived later.</param>
/// <param name="WasCaughtUp">Whether the server had nothing else to read, so that the request was read as soon as it came.</param>
internal readonly record struct ReceivedRequest(MultipartMessage Frames, long ReadAt, long EmptyAt, bool WasCaughtUp);

/// <summary>Reads requests ahead, a batch under one lock, and hands them to the server's loops one by one.</summary>
/// <remarks>
/// What clients say about requests that they have sent is no request: it goes to <paramref name="control"/> as soon as it is read. So that
/// it is read while all loops are in handlers, the server calls <see cref="ReadAheadAsync"/>.
/// </remarks>
/// <param name="socket">The socket of the server.</param>
/// <param name="prefetch">The number of requests that may have been read and not handed out.</param>
/// <param name="timeProvider">The clock of the server.</param>
/// <param name="control">Takes a message that is no request, which it disposes.</param>
internal sealed class RequestIntake(AsyncSocket socket, int prefetch, TimeProvider timeProvider, Action<MultipartMessage> control) : IDisposable
{
    // A server that looks again that soon was not away.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    // Guards the queue and _room, against the loops and the reading thread.
    private readonly Lock _gate = new();
    private readonly Queue<ReceivedRequest> _ahead = new(prefetch);
    private TaskCompletionSource? _room;

    // Held while one thread reads the socket; the loops wait behind it, as they have nothing to do. The fields below belong to it.
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly MultipartMessage[] _batch = new MultipartMessage[prefetch];
    private long _emptyAt = timeProvider.GetTimestamp();

    /// <summary>The number of requests that were read and not handed out.</summary>
    public int Unread
    {
        get
        {
            lock (_gate)
            {
                return _ahead.Count;
            }
        }
    }

    /// <summary>The next request.</summary>
    /// <param name="stopping">Ends the reading; what was read already is still handed out.</param>
    /// <param name="aborting">Ends that, too.</param>
    public async ValueTask<ReceivedRequest> NextAsync(CancellationToken stopping, CancellationToken aborting)
    {
        aborting.ThrowIfCancellationRequested();
        if (TryTake(out ReceivedRequest request))
        {
            return request;
        }

        // Looked at again once in the queue of those that read: what is read from here on is handed out by the thread that lets go, and what was
        // read before would wait for the next message if the reading ahead has begun to read again.
        Task turn = _reading.WaitAsync(aborting);
        if (!turn.IsCompleted && TryTake(out request))
        {
            _ = PassOnAsync(turn);
            return request;
        }

        await turn.ConfigureAwait(false);
        try
        {
            // Another loop, or the reading ahead, may have read some meanwhile. A batch may hold no request.
            while (!TryTake(out request))
            {
                ValueTask<int> receive = socket.ReceiveBatchAsync(_batch, stopping);
                bool waits = !receive.IsCompleted;
                Add(await receive.ConfigureAwait(false), _batch.Length, waits);
            }

            return request;
        }
        finally
        {
            _ = _reading.Release();
        }
    }

    /// <summary>Reads what comes next, or waits until a loop has taken a request if as many as may have been read already.</summary>
    public async Task ReadAheadAsync(CancellationToken stopping)
    {
        await _reading.WaitAsync(stopping).ConfigureAwait(false);
        Task room;
        try
        {
            if (TryFindRoom(out int free, out room))
            {
                ValueTask<int> receive = socket.ReceiveBatchAsync(_batch.AsMemory(0, free), stopping);
                bool waits = !receive.IsCompleted;
                Add(await receive.ConfigureAwait(false), free, waits);
                return;
            }
        }
        finally
        {
            _ = _reading.Release();
        }

        await room.WaitAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>Removes a request that was read and not handed out, because its client has given it up.</summary>
    /// <returns>False if there is none with that key.</returns>
    public bool TryRemove(in RequestKey key, Func<MultipartMessage, RequestKey?> keyOf)
    {
        lock (_gate)
        {
            bool found = false;
            for (int left = _ahead.Count; left > 0; left--)
            {
                ReceivedRequest request = _ahead.Dequeue();
                if (!found && keyOf(request.Frames) == key)
                {
                    found = true;
                    request.Frames.Dispose();
                }
                else
                {
                    _ahead.Enqueue(request);
                }
            }

            return found;
        }
    }

    // The turn that was waited for, and is not needed any more, goes to the next.
    private async Task PassOnAsync(Task turn)
    {
        try
        {
            await turn.ConfigureAwait(false);
            _ = _reading.Release();
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The server has ended.
        }
    }

    private bool TryTake(out ReceivedRequest request)
    {
        lock (_gate)
        {
            _room?.TrySetResult();
            _room = null;
            return _ahead.TryDequeue(out request);
        }
    }

    private bool TryFindRoom(out int free, out Task room)
    {
        lock (_gate)
        {
            free = prefetch - _ahead.Count;
            room = free > 0
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return free > 0;
        }
    }

    private void Add(int count, int asked, bool waited)
    {
        long readAt = timeProvider.GetTimestamp();
        long emptyAt = _emptyAt;
        bool wasCaughtUp = waited || timeProvider.GetElapsedTime(emptyAt, readAt) < Soon;

        // What comes with the next batch was not there yet if this one took all there was.
        if (waited || count < asked)
        {
            _emptyAt = readAt;
        }

        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                if (!IsControl(_batch[i]))
                {
                    _ahead.Enqueue(new ReceivedRequest(_batch[i], readAt, emptyAt, wasCaughtUp));
                    _batch[i] = default;
                }
            }
        }

        // After the requests, which a client may have given up already.
        for (int i = 0; i < count; i++)
        {
            if (_batch[i].IsAlive)
            {
                control(_batch[i]);
                _batch[i] = default;
            }
        }
    }

    // Requests of ours end with a body, so that one look is enough for almost all of them.
    private static bool IsControl(MultipartMessage frames) =>
        frames.Count > 3
        && frames[frames.Count - 1].Length == 0
        && RequestExtension.TryRead(frames[frames.Count - 3].Span, out RequestExtensionKind kind, out _)
        && kind is RequestExtensionKind.More or RequestExtensionKind.Cancel
        && Correlation.Is(frames[frames.Count - 2].Span);

    /// <summary>Disposes what was read and will not be handled. To be called when no loop takes any more.</summary>
    public void Dispose()
    {
        _reading.Dispose();
        lock (_gate)
        {
            while (_ahead.TryDequeue(out ReceivedRequest request))
            {
                request.Frames.Dispose();
            }
        }
    }
}
