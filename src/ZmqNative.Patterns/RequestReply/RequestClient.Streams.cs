using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Requests that are answered by a stream of replies, and the messages of the client about requests that it has sent.</content>
public sealed partial class RequestClient
{
    // The maximal number of servers that get a message about a request: it is not known which one has the request.
    private const int MostServersTold = 16;

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
    /// one has the request, and sends the cancellation to at most 16 of them.
    /// </para>
    /// </remarks>
    /// <param name="body">The request, which belongs to the client from now on, whatever the outcome.</param>
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
        try
        {
            await SendAsync(stream, message, timeout, cancellationToken).ConfigureAwait(false);
            while (await HasMoreAsync(stream, timeout, cancellationToken).ConfigureAwait(false))
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
        RequestStream stream, MultipartMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource time = new(timeout, Reactor.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        message.Insert(0, RequestExtension.Write(RequestExtensionKind.Stream, RequestStream.Ahead));
        message.Insert(1, Correlation.Write(stream.RequestId, timeout, hasTime: false));
        message.Insert(2, Frame.Empty());
        try
        {
            // No server has room, or none is connected: the send waits.
            await Socket.SendAsync(message, either.Token).ConfigureAwait(false);
            _streams.MarkSent(stream);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RequestTimeoutException(timeout, Name, DescribeConnections(), mayHaveBeenHandled: false);
        }
        finally
        {
            message.Dispose();
        }
    }

    private async ValueTask<bool> HasMoreAsync(RequestStream stream, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ValueTask<bool> more = stream.Replies.WaitToReadAsync(CancellationToken.None);
        if (more.IsCompleted)
        {
            return await more.ConfigureAwait(false);
        }

        Task<bool> waiting = more.AsTask();
        try
        {
            return await waiting.WaitAsync(timeout, Reactor.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!waiting.IsCompleted)
        {
            waiting.Observe();
            throw new RequestTimeoutException(timeout, Name, DescribeConnections());
        }
        catch (TimeoutException)
        {
            // The reply has come while this thread was late.
            return await waiting.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            waiting.Observe();
            throw;
        }
    }

    // A server that cannot be told now is told when it sends the next reply.
    private void SendControl(ulong requestId, RequestExtensionKind kind, uint count)
    {
        try
        {
            for (int servers = Math.Clamp(ConnectedPeers, 1, MostServersTold); servers > 0; servers--)
            {
                using MultipartMessage message = MultipartMessage.Create();
                message.Add(RequestExtension.Write(kind, count));
                message.Add(Correlation.Write(requestId, TimeSpan.Zero, hasTime: false));
                message.Add(Frame.Empty());
                if (!Socket.TrySend(message))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqNativeException)
        {
            // The client ends, and its connections with it.
        }
    }
}
