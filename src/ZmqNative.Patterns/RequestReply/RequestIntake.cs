using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>A request with the times at which it was read.</summary>
/// <param name="Frames">The received frames.</param>
/// <param name="ReadAt">The time at which it was read.</param>
/// <param name="EmptyAt">The time at which the socket was last found empty before that: the request arrived later.</param>
/// <param name="WasCaughtUp">Whether the server had nothing else to read, so that the request was read as soon as it arrived.</param>
/// <param name="Key">The key of a request with an extension, about which its client may send messages; null for any other request.</param>
internal readonly record struct ReceivedRequest(MultipartMessage Frames, long ReadAt, long EmptyAt, bool WasCaughtUp, RequestKey? Key);

/// <summary>Reads requests ahead, a batch under one lock, and hands them to the server's loops one by one.</summary>
/// <remarks>
/// Messages of clients about requests that they have sent are no requests: they go to <paramref name="control"/> as soon as they are read.
/// So that they are read while all loops are in handlers, the server calls <see cref="ReadAheadAsync"/>.
/// </remarks>
/// <param name="socket">The socket of the server.</param>
/// <param name="prefetch">The number of requests that may have been read and not handed out.</param>
/// <param name="timeProvider">The clock of the server.</param>
/// <param name="control">Takes a message that is no request, which it disposes.</param>
/// <param name="keyOf">Returns the key of a request with an extension; null for any other request.</param>
internal sealed class RequestIntake(
    AsyncSocket socket,
    int prefetch,
    TimeProvider timeProvider,
    Action<MultipartMessage> control,
    Func<MultipartMessage, RequestKey?> keyOf) : IDisposable
{
    // A server that reads again within this time has no backlog.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    // Guards the queue, _handedOut and _spaceFreed, against the loops and the reading thread.
    private readonly Lock _gate = new();
    private readonly Queue<ReceivedRequest> _ahead = new(prefetch);

    // The requests with an extension that a loop has taken and not opened yet, with whether their clients have given them up meanwhile. At
    // most one for each loop, so that clients cannot fill it.
    private readonly Dictionary<RequestKey, bool> _handedOut = [];
    private TaskCompletionSource? _spaceFreed;

    // Held while one thread reads the socket; the loops wait behind it, as they have nothing to do. The fields below belong to it.
    private readonly AsyncTurn _reading = new(socket.NeedsThreadPool);
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

    /// <summary>Returns the next request.</summary>
    /// <param name="stopping">Ends the reading; requests that were read already are still handed out.</param>
    /// <param name="aborting">Ends handing out, too.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedRequest> NextAsync(CancellationToken stopping, CancellationToken aborting)
    {
        aborting.ThrowIfCancellationRequested();
        if (ReactorThread.Current is { } thread && !thread.MayReceive())
        {
            // The requests that were read do not keep the reactor's thread from other sockets.
            await YieldOperation.RunAsync().ConfigureAwait(false);
        }

        if (TryTake(out ReceivedRequest request))
        {
            return request;
        }

        // Looked at again once in the queue of those that read: what is read from here on is handed out by the thread that lets go, and what was
        // read before would wait for the next message if the reading ahead has begun to read again.
        ValueTask turn = _reading.EnterAsync(aborting);
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
                bool waits = !receive.IsCompleted && IsReceivePending;
                Add(await receive.ConfigureAwait(false), _batch.Length, waits);
            }

            return request;
        }
        finally
        {
            _reading.Exit();
        }
    }

    /// <summary>Reads the next messages. If the maximal number of requests has been read, waits until a loop has taken one.</summary>
    public async Task ReadAheadAsync(CancellationToken stopping)
    {
        await _reading.EnterAsync(stopping).ConfigureAwait(false);
        Task freed;
        try
        {
            if (TryFindSpace(out int free, out freed))
            {
                ValueTask<int> receive = socket.ReceiveBatchAsync(_batch.AsMemory(0, free), stopping);
                bool waits = !receive.IsCompleted && IsReceivePending;
                Add(await receive.ConfigureAwait(false), free, waits);
                return;
            }
        }
        finally
        {
            _reading.Exit();
        }

        await freed.WaitAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>
    /// Cancels a request that was read and is not open yet, because its client has given it up: it is removed, or, if a loop has just taken
    /// it, <see cref="EndHandOver"/> reports it.
    /// </summary>
    /// <param name="key">The key of the request.</param>
    /// <param name="isRemoved">Whether it was removed.</param>
    /// <returns>False if there is none with that key.</returns>
    public bool TryCancel(in RequestKey key, out bool isRemoved)
    {
        lock (_gate)
        {
            isRemoved = false;
            if (_handedOut.ContainsKey(key))
            {
                _handedOut[key] = true;
                return true;
            }

            for (int left = _ahead.Count; left > 0; left--)
            {
                ReceivedRequest request = _ahead.Dequeue();
                if (!isRemoved && request.Key == key)
                {
                    isRemoved = true;
                    request.Frames.Dispose();
                }
                else
                {
                    _ahead.Enqueue(request);
                }
            }

            return isRemoved;
        }
    }

    /// <summary>
    /// Ends the handing out of a request: from now on its client's messages are applied to the open request, which it became before this
    /// call, if at all.
    /// </summary>
    /// <returns>True if the client has given it up since a loop took it.</returns>
    public bool EndHandOver(in ReceivedRequest request)
    {
        if (request.Key is not { } key)
        {
            return false;
        }

        lock (_gate)
        {
            return _handedOut.Remove(key, out bool isCancelled) && isCancelled;
        }
    }

    // A receive that has its batch already is not complete either, while its continuation is queued: the socket was not empty then.
    private bool IsReceivePending => socket.PendingReceives > 0;

    // The turn that was waited for, and is not needed any more, goes to the next.
    private async Task PassOnAsync(ValueTask turn)
    {
        try
        {
            await turn.ConfigureAwait(false);
            _reading.Exit();
        }
        catch (OperationCanceledException)
        {
            // The server has ended.
        }
    }

    private bool TryTake(out ReceivedRequest request)
    {
        lock (_gate)
        {
            _spaceFreed?.TrySetResult();
            _spaceFreed = null;
            if (!_ahead.TryDequeue(out request))
            {
                return false;
            }

            // Under the same lock as it leaves the queue: a cancellation that is read now finds it in one of the two.
            if (request.Key is { } key)
            {
                _ = _handedOut.TryAdd(key, false);
            }

            return true;
        }
    }

    private bool TryFindSpace(out int free, out Task freed)
    {
        lock (_gate)
        {
            free = prefetch - _ahead.Count;
            freed = free > 0
                ? Task.CompletedTask
                : (_spaceFreed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return free > 0;
        }
    }

    private void Add(int count, int asked, bool waited)
    {
        long readAt = timeProvider.GetTimestamp();
        long emptyAt = _emptyAt;
        bool wasCaughtUp = waited || timeProvider.GetElapsedTime(emptyAt, readAt) < Soon;

        // Messages of the next batch had not arrived yet if this batch took all there were.
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
                    _ahead.Enqueue(new ReceivedRequest(_batch[i], readAt, emptyAt, wasCaughtUp, keyOf(_batch[i])));
                    _batch[i] = default;
                }
            }
        }

        // After the requests, which a client may already have cancelled.
        for (int i = 0; i < count; i++)
        {
            if (_batch[i].IsAlive)
            {
                control(_batch[i]);
                _batch[i] = default;
            }
        }
    }

    // Requests of this library end with a body, so that one check is enough for almost all of them.
    private static bool IsControl(MultipartMessage frames) =>
        frames.Count > 3
        && frames[frames.Count - 1].LongLength == 0
        && frames[frames.Count - 2].LongLength == Correlation.Size
        && frames[frames.Count - 3].LongLength == RequestExtension.Size
        && RequestExtension.TryRead(frames[frames.Count - 3].Span, out RequestExtensionKind kind, out _)
        && kind is RequestExtensionKind.More or RequestExtensionKind.Cancel
        && Correlation.Is(frames[frames.Count - 2].Span);

    /// <summary>Disposes the requests that were read and will not be handled. To be called when no loop takes requests any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_ahead.TryDequeue(out ReceivedRequest request))
            {
                request.Frames.Dispose();
            }
        }
    }
}
