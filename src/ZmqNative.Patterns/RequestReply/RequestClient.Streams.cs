using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Requests that are answered by a stream of replies, and the messages of the client about requests that it has sent.</content>
public sealed partial class RequestClient
{
    // The maximal number of servers that get a message about a request: it is not known which one has the request.
    private const int MostServersTold = 16;

    // The time after which a stream that may have stopped is allowed to go on once more.
    private static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(500);

    private readonly RequestStreamTable _streams;

    /// <summary>Sends a request and enumerates its replies, until the server has sent the last one.</summary>
    /// <remarks>
    /// <para>
    /// The server is a <see cref="ReplyServer"/> with <see cref="ReplyServer.HandleStream"/>, or any peer that implements the extension in
    /// docs/wire.md. Any other server sends one reply, which is then a stream of one reply. The request is sent when the enumeration begins.
    /// Another enumeration sends it again, unless the body owned frames. The server sends at most 64 replies that the reader has not taken.
    /// </para>
    /// <para>
    /// When the enumeration is left early, the server's handler is cancelled. With several servers connected the client does not know which
    /// one has the request. It sends the cancellation, and the permission to send more replies, to each of them, at most 16 at once. A server
    /// that is not reached so, because its queue is full or there are more, is told with later attempts: the stream pauses for 0.5 seconds or
    /// more then, and a handler whose client has left goes on until its server has sent another reply, or a probe, which it does at the interval
    /// of heartbeats. Servers that connect to the client over <c>inproc://</c> are not counted: one of them is told at a time.
    /// </para>
    /// <para>
    /// The request is a span and a measurement, from the first step of the enumeration to its end, like that of <c>RequestAsync</c>.
    /// </para>
    /// </remarks>
    /// <param name="body">
    /// The request, which belongs to the client from now on, whatever the outcome. Frames of an enumeration that never begins are freed by the
    /// garbage collector.
    /// </param>
    /// <param name="timeout">
    /// The longest time between two replies, and before the first, more than 0 and at most 24 days 20 hours; default
    /// <see cref="RequestClientOptions.RequestTimeout"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration with an exception, and cancels the server's handler.</param>
    /// <returns>The replies, each valid until the next step of the enumeration; <see cref="ReceivedMessage.Detach"/> keeps one.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="RequestTimeoutException">No reply arrived in time.</exception>
    /// <exception cref="ConnectionLostException">The last connection ended before the last reply came.</exception>
    /// <exception cref="MessageTooLargeException">The request exceeds a limit of the client's options; it was not sent.</exception>
    /// <exception cref="RequestFailedException">The server ended the stream with a status other than ok.</exception>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    /// <exception cref="InvalidOperationException"><see cref="RequestClientOptions.MaxInFlight"/> streams are open.</exception>
    /// <exception cref="ObjectDisposedException">The client is, or was meanwhile, disposed.</exception>
    public IAsyncEnumerable<ReceivedMessage> RequestStreamAsync(
        Payload body, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        TimeSpan wait = timeout ?? _options.RequestTimeout;
        try
        {
            OptionChecks.CheckTimeout(wait, nameof(timeout));
            ThrowIfDisposed();
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return ReadStreamAsync(body, wait, cancellationToken);
    }

    private async IAsyncEnumerable<ReceivedMessage> ReadStreamAsync(
        Payload body, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MultipartMessage message = body.ToMessage();
        RequestStream stream = Open(message);
        using StreamObservation? observation = StreamObservation.Begin(this);
        try
        {
            await SendAsync(stream, observation, message, timeout, cancellationToken).ConfigureAwait(false);
            while (await HasMoreAsync(stream, observation, timeout, cancellationToken).ConfigureAwait(false))
            {
                while (stream.Replies.TryRead(out ReceivedMessage reply))
                {
                    try
                    {
                        yield return reply;
                    }
                    finally
                    {
                        reply.Dispose();
                    }

                    if (stream.Take(out uint total))
                    {
                        SendControl(stream.RequestId, RequestExtensionKind.More, total);
                    }
                }
            }
        }
        finally
        {
            if (_streams.Remove(stream))
            {
                SendControl(stream.RequestId, RequestExtensionKind.Cancel, 0);
            }

            stream.Close();
        }
    }

    private RequestStream Open(MultipartMessage message)
    {
        try
        {
            return _streams.Open(Connections.Outages);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private async ValueTask SendAsync(
        RequestStream stream,
        StreamObservation? observation,
        MultipartMessage message,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource time = new(timeout, Reactor.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        message.Insert(0, RequestExtension.Write(RequestExtensionKind.Stream, RequestStream.Ahead));
        message.Insert(1, Correlation.Write(stream.RequestId, timeout, hasTime: false));
        message.Insert(2, Frame.Empty());
        if (observation is not null && observation.TryWriteTrace(out Frame trace))
        {
            message.Insert(1, trace);
        }

        try
        {
            await _exchange.WaitForOutageAsync(either.Token).ConfigureAwait(false);

            // No server has room, or none is connected: the send waits.
            await Socket.SendAsync(message, () => _streams.MarkSent(stream, Connections.Outages), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            RequestTimeoutException exception = new(timeout, Name, DescribeConnections(), mayHaveBeenHandled: false);
            observation?.Fail(exception);
            throw exception;
        }
        catch (Exception exception)
        {
            observation?.Fail(exception);
            throw;
        }
        finally
        {
            message.Dispose();
        }
    }

    private async ValueTask<bool> HasMoreAsync(
        RequestStream stream, StreamObservation? observation, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            ValueTask<bool> more = stream.Replies.WaitToReadAsync(CancellationToken.None);
            return more.IsCompleted
                ? await more.ConfigureAwait(false)
                : await WaitForMoreAsync(stream, more.AsTask(), timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            observation?.Fail(exception);
            throw;
        }
    }

    private async Task<bool> WaitForMoreAsync(
        RequestStream stream, Task<bool> waiting, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeProvider time = Reactor.TimeProvider;
        long begin = time.GetTimestamp();
        TimeSpan left = timeout;
        while (true)
        {
            // No permission is sent while the reader waits, so that the answer does not change.
            TimeSpan part = stream.MayHaveStopped(out _) && LongestStop < left ? LongestStop : left;
            try
            {
                return await waiting.WaitAsync(part, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (waiting.IsCompleted)
            {
                // The reply has come while this thread was late.
                return await waiting.ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                left = timeout - time.GetElapsedTime(begin);
                if (left <= TimeSpan.Zero)
                {
                    return await WaitForLastAsync(stream, waiting, timeout, cancellationToken).ConfigureAwait(false);
                }

                Remind(stream);
            }
            catch (OperationCanceledException)
            {
                waiting.Observe();
                throw;
            }
        }
    }

    // The time has passed, but the next reply may have arrived and not be read yet.
    private async Task<bool> WaitForLastAsync(
        RequestStream stream, Task<bool> waiting, TimeSpan timeout, CancellationToken cancellationToken)
    {
        waiting.Observe();
        _ = await Task.WhenAny(_exchange.WaitUntilReadAsync(), waiting).WaitAsync(cancellationToken).ConfigureAwait(false);

        // What completes the wait may still be queued to the thread pool.
        return waiting.IsCompleted || stream.IsReady
            ? await waiting.WaitAsync(cancellationToken).ConfigureAwait(false)
            : throw new RequestTimeoutException(timeout, Name, DescribeConnections());
    }

    private void Remind(RequestStream stream)
    {
        if (stream.MayHaveStopped(out uint total))
        {
            SendControl(stream.RequestId, RequestExtensionKind.More, total);
        }
    }

    // To each server once, as the DEALER goes round. Those that it cannot reach now, because their queue is full or they are more than the
    // maximum, are told again: when the stream has stopped for want of a permission, and at the next reply or probe for a request that has
    // ended.
    private void SendControl(ulong requestId, RequestExtensionKind kind, uint count)
    {
        using ControlMessages messages = new(Math.Clamp(Connections.PossiblePeers, 1, MostServersTold), requestId, kind, count);
        try
        {
            _ = Socket.TrySendAll(messages.Span);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqNativeException)
        {
            // The client ends, and its connections with it.
        }
    }
}
