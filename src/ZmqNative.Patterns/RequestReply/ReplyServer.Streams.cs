using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>Streams of replies.</content>
public sealed partial class ReplyServer
{
    // How often, and for how long, the end of a stream is sent again to a client whose queue is full.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestFull = TimeSpan.FromSeconds(30);

    private readonly OpenRequests _open;
    private Func<ReceivedMessage, CancellationToken, IAsyncEnumerable<Payload>>? _streamHandler;

    /// <summary>
    /// Answers requests that ask for a stream (<see cref="RequestClient.RequestStreamAsync"/>) with the replies that a handler yields.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Streams do not count as concurrency of other requests. At most <see cref="ReplyServerOptions.MaxStreams"/> run at once, and
    /// <see cref="ReplyServerOptions.MaxStreamsPerPeer"/> of one peer; one more is refused with <see cref="ReplyStatus.Overloaded"/>. A handler may be at most 64 replies ahead of the reader, or as many as another client allows, up
    /// to 1,024. It is not asked for more until the client has allowed them. Its token is cancelled when the client has left the stream, or has
    /// disconnected, which is detected within <see cref="PatternOptions.HeartbeatInterval"/> while nothing is sent. What clients say about
    /// their streams is read along with requests, up to <see cref="ReplyServerOptions.Prefetch"/> of these ahead of the handlers: a server whose
    /// handlers of other requests are all busy, and that many requests behind, pauses its streams too.
    /// </para>
    /// <para>
    /// A client whose queue is full (<see cref="PatternOptions.SendHighWatermark"/>) does not read its replies, or has too many streams. Its stream
    /// is ended with <see cref="ReplyStatus.Overloaded"/>, the reply is dropped and counted
    /// (<see cref="PatternStatistics.DroppedQueueFull"/>). The end of a stream is sent again for 30 seconds, until the queue has space.
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

    /// <summary>Begins the stream that the extension of a request asks for.</summary>
    /// <returns>True if the request is answered by a stream.</returns>
    private bool TryStartStream(in ReceivedRequest received, in RequestKey key, int empty)
    {
        MultipartMessage frames = received.Frames;
        _ = RequestExtension.TryRead(frames[RequestExtension.Find(frames, empty)].Span, out RequestExtensionKind kind, out uint count);
        if (kind != RequestExtensionKind.Stream || _streamHandler is null)
        {
            return false;
        }

        ReplyStream stream = new(key, new ReplyRoute(frames, empty), count, Stopping, Aborting);
        ReadOnlySpan<byte> peer = PeerKey.Write(frames, FindPeer(frames), stackalloc byte[PeerKey.MaxLength]);
        if (Stopping.IsCancellationRequested || !_open.TryAdd(stream, peer))
        {
            stream.End();
            RefuseStream(frames, empty, stream.Route.Quota is null && !Stopping.IsCancellationRequested, peer);
            return true;
        }

        if (_intake.EndHandOver(received))
        {
            stream.Abandon();
        }

        ReadAhead();
        _ = Task.Run(() => RunStreamAsync(stream, frames, empty), CancellationToken.None);
        return true;
    }

    private async Task RunStreamAsync(ReplyStream stream, MultipartMessage frames, int empty)
    {
        // The loop that has read the request may end before the handler does, which the end of the server waits for.
        LoopScope scope = LoopScope.Begin(this);
        try
        {
            await SendStreamAsync(stream, frames, empty).ConfigureAwait(false);
        }
        finally
        {
            scope.End();

            // Whatever has happened: the end of the server waits for it.
            _open.Remove(stream);
            frames.Dispose();
            stream.End();
            stream.Complete();
            _open.Complete(stream);
        }
    }

    private void RefuseStream(MultipartMessage frames, int empty, bool isOverQuota, ReadOnlySpan<byte> peer)
    {
        string reason = "the stream is open already, or the server is ending";
        if (isOverQuota)
        {
            reason = _open.DescribeLimit();
            CountOverQuota(reason, peer);
        }
        else
        {
            CountDropped();
        }

        Send(frames, empty, correlated: true, ReplyStatus.Overloaded, reason);
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception becomes the end of the stream.")]
    private async Task SendStreamAsync(ReplyStream stream, MultipartMessage frames, int empty)
    {
        ReplyStatus status = StreamStatus.End;
        Payload last = default;
        Exception? failure = null;
        long begin = PatternMetrics.BeginProcess();
        Activity? activity = PatternTracing.IsOn
            ? PatternTracing.StartProcess(this, Name, FindTrace(frames, empty, correlated: true))
            : null;
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

        PatternTracing.End(activity);
        PatternMetrics.EndProcess(this, begin, failure);
        _open.Remove(stream);
        frames.Dispose();
        if (!stream.IsAbandoned)
        {
            await SendLastAsync(stream, status, last).ConfigureAwait(false);
        }
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

            CountNotSent(isClientGone);
            if (!isClientGone)
            {
                throw new RequestRejectedException(
                    ReplyStatus.Overloaded, "the queue of replies to this client is full (SendHighWatermark): it reads more slowly than it asks");
            }

            stream.Abandon();
            throw new OperationCanceledException("The client of the stream has disconnected.", stream.Token);
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    // A client that does not get the last reply waits for its time-out. So a full queue is tried again; the stream counts as open until then.
    [SuppressMessage("Design", "CA1031", Justification = "A reply that cannot be sent is counted.")]
    private async Task SendLastAsync(ReplyStream stream, ReplyStatus status, Payload last)
    {
        MultipartMessage reply = stream.Route.CreateReply(status);
        try
        {
            last.AppendTo(reply);
            if (Socket.TrySend(reply, out bool isClientGone)
                || (!isClientGone && _open.TryAdd(stream, stream.Route.Quota!.Key) && await SendWhenReadAsync(stream, reply).ConfigureAwait(false)))
            {
                return;
            }

            CountNotSent(isClientGone);
        }
        catch (Exception exception)
        {
            // The server is ending.
            Logger.ReplyNotSent(exception.Message);
        }

        CountDropped();
        reply.Dispose();
    }

    // By time: libzmq does not report that the queue to one peer of a ROUTER has space again.
    private async Task<bool> SendWhenReadAsync(ReplyStream stream, MultipartMessage reply)
    {
        try
        {
            long begin = Reactor.TimeProvider.GetTimestamp();
            while (!stream.IsAbandoned && Reactor.TimeProvider.GetElapsedTime(begin) < LongestFull)
            {
                await Task.Delay(RetryInterval, Reactor.TimeProvider, Stopping).ConfigureAwait(false);
                if (Socket.TrySend(reply, out bool isClientGone))
                {
                    return true;
                }

                if (isClientGone)
                {
                    return false;
                }
            }

            return false;
        }
        finally
        {
            _open.Remove(stream);
        }
    }
}
