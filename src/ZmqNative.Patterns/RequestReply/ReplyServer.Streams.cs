using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>Streams of replies, and the messages of clients about requests that they have sent.</content>
public sealed partial class ReplyServer
{
    private readonly OpenRequests _open;
    private Func<ReceivedMessage, CancellationToken, IAsyncEnumerable<Payload>>? _streamHandler;
    private int _readsAhead;

    /// <summary>The number of streams that are being sent, and of handlers whose clients may cancel them.</summary>
    internal int OpenRequestCount => _open.Count;

    /// <summary>
    /// Answers requests that ask for a stream (<see cref="RequestClient.RequestStreamAsync"/>) with the replies that a handler yields.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Streams do not count as concurrency of other requests. At most <see cref="ReplyServerOptions.MaxStreams"/> run at once; one more is refused
    /// with <see cref="ReplyStatus.Overloaded"/>. A handler may be at most 64 replies ahead of the reader, or as many as another client allows, up
    /// to 1,024. It is read only as far as the client allows. Its token is cancelled when the client has left the stream, or has
    /// disconnected, which is detected within <see cref="PatternOptions.HeartbeatInterval"/> while nothing is sent.
    /// </para>
    /// <para>
    /// A server that has only this handler refuses requests for one reply. One that has only the handler of <see cref="Handle"/> answers a request
    /// for a stream with one reply.
    /// </para>
    /// </remarks>
    /// <param name="handler">
    /// The handler; the request is valid until its enumeration ends. An exception ends the stream with a failure.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It has a handler of streams already.</exception>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    public void HandleStream(Func<ReceivedMessage, CancellationToken, IAsyncEnumerable<Payload>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Interlocked.CompareExchange(ref _streamHandler, handler, null) is not null)
        {
            throw new InvalidOperationException($"The streams of {Name} are made by its handler.");
        }

        StartServing();
    }

    /// <summary>Begins the stream or the cancellable handler that the extension of a request requires.</summary>
    /// <returns>True if the request is answered by a stream.</returns>
    private bool TryStartStream(MultipartMessage frames, int empty, int extension)
    {
        _ = RequestExtension.TryRead(frames[extension].Span, out RequestExtensionKind kind, out uint count);
        if (kind != RequestExtensionKind.Stream || _streamHandler is null)
        {
            return false;
        }

        ReplyStream stream = new(RequestKey.Of(frames, extension, empty - 1), new ReplyRoute(frames, empty), count, Stopping, Aborting);
        if (Stopping.IsCancellationRequested || !_open.TryAdd(stream))
        {
            stream.End();
            Send(frames, empty, correlated: true, ReplyStatus.Overloaded, "too many streams are open, or the server is ending");
            CountDropped();
            return true;
        }

        ReadAhead();
        _ = Task.Run(() => SendStreamAsync(stream, frames, empty), CancellationToken.None);
        return true;
    }

    /// <summary>Makes a request cancellable by its client. Returns null if it cannot be cancelled.</summary>
    private CancellableRequest? TryOpen(MultipartMessage frames, int empty, int extension)
    {
        _ = RequestExtension.TryRead(frames[extension].Span, out RequestExtensionKind kind, out _);
        if (kind != RequestExtensionKind.Cancellable)
        {
            return null;
        }

        CancellableRequest request = new(RequestKey.Of(frames, extension, empty - 1), new ReplyRoute(frames, empty), Aborting);
        if (!_open.TryAdd(request))
        {
            request.End();
            return null;
        }

        ReadAhead();
        return request;
    }

    private void Close(CancellableRequest request)
    {
        _open.Remove(request);
        request.End();
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception becomes the end of the stream.")]
    private async Task SendStreamAsync(ReplyStream stream, MultipartMessage frames, int empty)
    {
        ReplyStatus status = StreamStatus.End;
        Payload last = default;
        Exception? failure = null;
        long begin = PatternMetrics.BeginProcess();
        using (Activity? activity = PatternTracing.IsOn
            ? PatternTracing.StartProcess(this, Name, FindTrace(frames, empty, correlated: true))
            : null)
        {
            try
            {
                ReceivedMessage request = ReceivedMessage.OfBody(frames, empty + 1, keepsEnvelope: true);
                await foreach (Payload item in _streamHandler!(request, stream.Token).WithCancellation(stream.Token).ConfigureAwait(false))
                {
                    await SendItemAsync(stream, item).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (stream.IsAbandoned)
            {
                // The result of the handler is not read.
                failure = exception;
                CountDropped();
            }
            catch (OperationCanceledException exception) when (Stopping.IsCancellationRequested)
            {
                failure = exception;
                (status, last) = (ReplyStatus.Overloaded, "the server ended before the stream did");
                CountDropped();
            }
            catch (Exception exception)
            {
                failure = exception;
                activity.Fail(exception);
                (status, last) = DescribeFailure(exception, correlated: true);
            }
        }

        PatternMetrics.EndProcess(this, begin, failure);
        _open.Remove(stream);
        stream.End();
        if (stream.IsAbandoned)
        {
            frames.Dispose();
        }
        else
        {
            Send(frames, empty, correlated: true, status, last);
        }

        stream.Complete();
    }

    private async ValueTask SendItemAsync(ReplyStream stream, Payload item)
    {
        try
        {
            await stream.WaitForPermissionAsync().ConfigureAwait(false);
        }
        catch
        {
            item.Dispose();
            throw;
        }

        MultipartMessage reply = stream.Route.CreateReply(StreamStatus.Partial);
        try
        {
            item.AppendTo(reply);
            if (Socket.TrySend(reply, out bool isClientGone))
            {
                return;
            }

            // The client limits the number of replies in transit: one whose queue is full does not read.
            CountUnreachable(isClientGone ? 1 : 0);
            Logger.ReplyNotSent(isClientGone ? "the client has disconnected" : "the client does not read its replies");
            stream.Abandon();
        }
        catch
        {
            reply.Dispose();
            throw;
        }

        reply.Dispose();
        throw new OperationCanceledException("The client of the stream has disconnected, or does not read.", stream.Token);
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
        try
        {
            while (true)
            {
                await _open.WaitForAnyAsync(Stopping).ConfigureAwait(false);
                await _intake.ReadAheadAsync(Stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            // The end waits for this loop, and so for the streams, as it does for handlers.
            await _open.WhenEndedAsync().ConfigureAwait(false);
        }
    }

    // On the thread that has read the message.
    private void TakeControl(MultipartMessage message)
    {
        using (message)
        {
            int empty = message.Count - 1;
            if (!CheckLimits(message) || RequestExtension.Find(message, empty) is not (> 0 and var extension))
            {
                return;
            }

            _ = RequestExtension.TryRead(message[extension].Span, out RequestExtensionKind kind, out uint count);
            RequestKey key = RequestKey.Of(message, extension, empty - 1);
            if (kind == RequestExtensionKind.More)
            {
                _open.Allow(key, count);
            }
            else if (!_open.TryAbandon(key) && _intake.TryRemove(key, FindKey))
            {
                CountDropped();
            }
        }
    }

    private static RequestKey? FindKey(MultipartMessage frames)
    {
        // Its limits are not checked yet: no span has space for a frame of 2 GiB or more.
        if (frames.TotalLength > int.MaxValue)
        {
            return null;
        }

        int empty = FindDelimiter(frames);
        return empty > 2 && Correlation.Is(frames[empty - 1].Span) && RequestExtension.Find(frames, empty) is > 0 and var extension
            ? RequestKey.Of(frames, extension, empty - 1)
            : null;
    }
}
