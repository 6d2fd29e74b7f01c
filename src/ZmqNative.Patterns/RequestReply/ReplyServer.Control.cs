namespace ZmqNative.Patterns;

/// <content>Requests that can be cancelled, and the messages of clients about requests that they have sent.</content>
public sealed partial class ReplyServer
{
    private int _readsAhead;

    /// <summary>The number of streams that are being sent, and of handlers whose clients may cancel them.</summary>
    internal int OpenRequestCount => _open.Count;

    /// <summary>Makes a request cancellable by its client. Returns null if it cannot be cancelled.</summary>
    private CancellableRequest? TryOpen(MultipartMessage frames, in RequestKey key, int empty)
    {
        _ = RequestExtension.TryRead(frames[RequestExtension.Find(frames, empty)].Span, out RequestExtensionKind kind, out _);
        if (kind != RequestExtensionKind.Cancellable)
        {
            return null;
        }

        CancellableRequest request = new(key, new ReplyRoute(frames, empty), Aborting);
        if (!_open.TryAdd(request, PeerKey.Write(frames, FindPeer(frames), stackalloc byte[PeerKey.MaxLength])))
        {
            request.End();
            return null;
        }

        ReadAhead();
        return request;
    }

    private void Close(CancellableRequest? request)
    {
        if (request is not null)
        {
            _open.Remove(request);
            request.End();
        }
    }

    // Called for the first request with an extension: servers of plain requests have no such loop.
    private void ReadAhead()
    {
        if (Interlocked.Exchange(ref _readsAhead, 1) != 0)
        {
            return;
        }

        try
        {
            StartLoop(ReadAheadAsync);
        }
        catch (ObjectDisposedException)
        {
            // The server ends: what is open is cancelled with it.
        }
    }

    // Messages of clients about their requests have to be read while all loops are in handlers.
    private async Task ReadAheadAsync()
    {
        while (true)
        {
            await _open.WaitForAnyAsync(Stopping).ConfigureAwait(false);
            await _intake.ReadAheadAsync(Stopping).ConfigureAwait(false);
        }
    }

    // On the thread that has read the message.
    private void TakeControl(MultipartMessage message)
    {
        using (message)
        {
            int empty = message.Count - 1;
            if (!CheckLimits(message) || RequestExtension.Find(message, empty) is not (> 0 and var extension)
                || ReplyRoute.IsTooLong(message, extension))
            {
                return;
            }

            _ = RequestExtension.TryRead(message[extension].Span, out RequestExtensionKind kind, out uint count);
            RequestKey key = RequestKey.Of(message, extension, empty - 1);
            if (kind == RequestExtensionKind.More)
            {
                _open.Allow(key, count);
            }
            else
            {
                Abandon(key);
            }
        }
    }

    // A request goes from the queue to a loop, and from there to the open ones. So it is looked for in this order; in the open ones before
    // that, too, where most are, as the queue may be long.
    private void Abandon(in RequestKey key)
    {
        if (_open.TryAbandon(key))
        {
            return;
        }

        if (!_intake.TryCancel(key, out bool isRemoved))
        {
            _ = _open.TryAbandon(key);
        }
        else if (isRemoved)
        {
            CountDropped();
        }
    }

    private PeerIdentity? FindPeer(MultipartMessage frames) =>
        _options.Security?.ZapDomain is null ? null : PeerIdentities.Find(frames);

    private static RequestKey? FindKey(MultipartMessage frames)
    {
        // A plain request has its empty frame third, or second. The limits are not checked yet: no span has space for a frame of 2 GiB or more.
        if (frames.Count < 4 || frames[2].LongLength == 0 || frames.TotalLength > int.MaxValue)
        {
            return null;
        }

        int empty = FindDelimiter(frames);
        return empty > 2 && Correlation.Is(frames[empty - 1].Span) && RequestExtension.Find(frames, empty) is > 0 and var extension
            && !ReplyRoute.IsTooLong(frames, empty)
            ? RequestKey.Of(frames, extension, empty - 1)
            : null;
    }
}
