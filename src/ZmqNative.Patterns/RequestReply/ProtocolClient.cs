using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>
/// Sends requests of a protocol other than this library's, many at once, from any thread, and matches replies to them. Functions return the
/// id of a message.
/// </summary>
/// <remarks>
/// <para>
/// It has a DEALER socket, which sends and receives frames unchanged: a server with a REP socket expects an empty frame in front. With
/// several servers connected requests are sent to them in turn. Every request has a deadline; when it passes, whether the request was
/// handled is not known, and nothing is sent again. When the last connection ends, requests that were sent fail at once with
/// <see cref="ConnectionLostException"/>, unless <see cref="ProtocolClientOptions.FailOnDisconnect"/> is false; requests that found no
/// connection yet wait for one until their deadline.
/// </para>
/// <para>
/// A message is unsolicited if no request in flight has its id: a message of the server itself, a late reply to a request that has ended,
/// or a second reply to a request that was answered. See <see cref="ReadUnsolicitedAsync"/>.
/// </para>
/// <para>
/// The functions must not take frames out of a message, and must not wait: those for replies run in the loop that reads all of them. A
/// message for which the function for the id throws is counted in <see cref="PatternStatistics.Malformed"/> and dropped; where the function
/// for the final reply throws, the request fails with that exception. So it is with the equality and the hash code of ids: an exception of
/// theirs fails the request that begins, or drops the message that has come.
/// </para>
/// </remarks>
/// <typeparam name="TId">
/// The type of the ids, equal by content: text, number, <see cref="Guid"/>, or <see cref="BinaryId"/> for bytes.
/// </typeparam>
public sealed partial class ProtocolClient<TId> : Pattern, IRequester
    where TId : notnull, IEquatable<TId>
{
    private readonly ProtocolClientOptions _options;
    private readonly Func<MultipartMessage, TId> _getRequestId;
    private readonly Func<MultipartMessage, TId?> _getReplyId;
    private readonly Func<MultipartMessage, bool>? _isFinal;
    private readonly ProtocolRequestTable<TId> _pending;
    private readonly RequestExchange<MultipartMessage> _exchange;
    private readonly MessageQueue _unsolicited;

    /// <summary>Connects to servers at one or more endpoints.</summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://localhost:5559</c>; <c>@</c> in front binds instead.</param>
    /// <param name="getRequestId">
    /// The id in a request, which its replies have, too. Ids must be unique among the requests in flight. Its exceptions go to the caller
    /// of the request.
    /// </param>
    /// <param name="getReplyId">The id of the request that a received message replies to; null if it is a reply to none.</param>
    /// <param name="isFinal">Whether a reply is the last one to its request. Default: each request has one reply.</param>
    /// <param name="options">The options; default <see cref="ProtocolClientOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// There is no endpoint, or one is wrong; or the type of the ids does not compare by content.
    /// </exception>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public ProtocolClient(
        string endpoints,
        Func<MultipartMessage, TId> getRequestId,
        Func<MultipartMessage, TId?> getReplyId,
        Func<MultipartMessage, bool>? isFinal = null,
        ProtocolClientOptions? options = null)
        : base(SocketType.Dealer, options = Check(getRequestId, getReplyId, options))
    {
        _options = options;
        (_getRequestId, _getReplyId, _isFinal) = (getRequestId, getReplyId, isFinal);
        _unsolicited = new MessageQueue(options.MaxQueuedMessages, options.MaxQueuedBytes);
        _pending = new ProtocolRequestTable<TId>(Name, options.MaxInFlight, Reactor.Deadlines);
        _exchange = new RequestExchange<MultipartMessage>(
            this, _pending, Connections, DescribeConnections, options.FailOnDisconnect, sendsTraces: false, Stopping);
        Initialize(() =>
        {
            // A request is not queued for a server that is not there: it would be handled long after the caller has stopped waiting.
            Socket.Configure(static socket => socket.Immediate = true);
            EndpointList.Attach(Socket, endpoints, bindByDefault: false);
        });
        StartLoop(() => _exchange.ReadRepliesAsync(Take));
    }

    // Metrics may be read before the constructor has run.
    /// <summary>The number of requests that wait for their final reply now.</summary>
    public int InFlight => _pending?.InFlight ?? 0;

    /// <summary>
    /// The number of messages that were received and belonged to no request in flight. Those without a reader, or beyond the limits of its
    /// queue, are among <see cref="PatternStatistics.Dropped"/>, too.
    /// </summary>
    public long UnsolicitedMessages => Interlocked.Read(ref _unsolicitedMessages);

    /// <summary>Sends a request and awaits its final reply. Replies before that are dropped, and counted.</summary>
    /// <param name="request">The request, which belongs to the client from now on, whatever the outcome.</param>
    /// <param name="timeout">
    /// The time to wait, more than 0, up to 24 days; default <see cref="ProtocolClientOptions.RequestTimeout"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the server may handle the request all the same.</param>
    /// <returns>The reply, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The id of the request is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is out of range.</exception>
    /// <exception cref="RequestTimeoutException">The final reply did not arrive in time.</exception>
    /// <exception cref="ConnectionLostException">The last connection ended before the final reply came.</exception>
    /// <exception cref="MessageTooLargeException">The request exceeds a limit of the client's options; it was not sent.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A request with the same id is in flight, or too many requests are.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed, or the client is, or was meanwhile, disposed.</exception>
    public ValueTask<MultipartMessage> RequestAsync(
        MultipartMessage request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        request = request.Move();
        return SendAsync(request, GetTimeout(request, timeout), stream: null, out _, cancellationToken);
    }

    /// <summary>Sends a request and enumerates its replies, up to and with the final one.</summary>
    /// <remarks>
    /// The request is sent when the enumeration begins, which is possible once. The enumeration throws the exceptions of
    /// <see cref="RequestAsync"/>, after the replies that had arrived before. An enumeration that is left early ends the request: later
    /// replies are unsolicited.
    /// </remarks>
    /// <param name="request">
    /// The request, which belongs to the client from now on, whatever the outcome. If the enumeration never begins, it is freed by the garbage
    /// collector.
    /// </param>
    /// <param name="timeout">
    /// The time to wait for the final reply, from the beginning, more than 0, up to 24 days; default
    /// <see cref="ProtocolClientOptions.RequestTimeout"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the enumeration; the server may handle the request all the same.</param>
    /// <returns>
    /// The replies in the order in which they came, each valid until the next step of the enumeration; <see cref="MultipartMessage.Move"/>
    /// keeps one.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is out of range.</exception>
    /// <exception cref="ReplyQueueFullException">More replies waited for the reader than the options allow.</exception>
    /// <exception cref="ObjectDisposedException">The message is disposed.</exception>
    public IAsyncEnumerable<MultipartMessage> RequestStreamAsync(
        MultipartMessage request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        request = request.Move();
        return StreamAsync(request, GetTimeout(request, timeout), cancellationToken);
    }

    /// <summary>
    /// Enumerates the messages that belong to no request in flight, until the client is disposed or the enumeration is cancelled. Those
    /// that came before the first call are dropped, and counted, as are those that come while the queue is full.
    /// </summary>
    /// <remarks>Several enumerations share the messages: each message goes to one of them.</remarks>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>Messages, each valid until the next step of the enumeration; <see cref="MultipartMessage.Move"/> keeps one.</returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    public IAsyncEnumerable<MultipartMessage> ReadUnsolicitedAsync(CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref _isReadingUnsolicited, true);
        return ReadAsync(_unsolicited, cancellationToken);
    }

    // A connection may end before the constructor has run.
    private protected override void OnDisconnected() => _exchange?.OnDisconnected();

    private protected override void FailPending()
    {
        _unsolicited.End();
        _pending.End(() => new ObjectDisposedException(Kind, $"{Name} was disposed while the request was in flight."));
    }

    private protected override void Release() => CountUnhandled(_unsolicited.Clear());

    // Before the base class makes a socket.
    private static ProtocolClientOptions Check(
        Func<MultipartMessage, TId> getRequestId, Func<MultipartMessage, TId?> getReplyId, ProtocolClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(getRequestId);
        ArgumentNullException.ThrowIfNull(getReplyId);
        if (typeof(TId) == typeof(ReadOnlyMemory<byte>) || typeof(TId) == typeof(Memory<byte>) || typeof(TId) == typeof(ArraySegment<byte>))
        {
            throw new ArgumentException(
                $"Ids of type {typeof(TId).Name} are equal only if they are the same memory; use {nameof(BinaryId)}.", nameof(getRequestId));
        }

        return options ?? new ProtocolClientOptions();
    }

    private static async IAsyncEnumerable<MultipartMessage> ReadAsync(
        MessageQueue queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await queue.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            while (queue.TryTake(out MultipartMessage message))
            {
                try
                {
                    yield return message;
                }
                finally
                {
                    message.Dispose();
                }

                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private TimeSpan GetTimeout(MultipartMessage request, TimeSpan? timeout)
    {
        try
        {
            TimeSpan wait = timeout ?? _options.RequestTimeout;
            OptionChecks.CheckTimeout(wait, nameof(timeout));
            return wait;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private async IAsyncEnumerable<MultipartMessage> StreamAsync(
        MultipartMessage request, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MessageQueue replies = new(_options.MaxQueuedMessages, _options.MaxQueuedBytes);
        ulong requestId = 0;
        try
        {
            _ = EndStreamAsync(SendAsync(request, timeout, replies, out requestId, cancellationToken), replies);
            await foreach (MultipartMessage reply in ReadAsync(replies, cancellationToken).ConfigureAwait(false))
            {
                yield return reply;
            }
        }
        finally
        {
            // A reader that leaves early; otherwise it is not in flight any more.
            _exchange.Fail(requestId, new OperationCanceledException("The enumeration of the replies has ended."));
            CountDropped(replies.Clear());
        }
    }

    private async Task EndStreamAsync(ValueTask<MultipartMessage> final, MessageQueue replies)
    {
        try
        {
            MultipartMessage reply = await final.ConfigureAwait(false);
            if (!replies.TryEnd(reply))
            {
                reply.Dispose();
                CountDropped();
            }
        }
        catch (Exception exception)
        {
            replies.End(exception);
        }
    }

    private ValueTask<MultipartMessage> SendAsync(
        MultipartMessage request, TimeSpan timeout, MessageQueue? stream, out ulong requestId, CancellationToken cancellationToken)
    {
        requestId = 0;
        TId id;
        ProtocolRequest<TId> pending;
        try
        {
            id = _getRequestId(request);
            if (id is null)
            {
                throw new ArgumentException("The function for the id of a request returned null.", nameof(request));
            }
        }
        catch
        {
            request.Dispose();
            throw;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            pending = (ProtocolRequest<TId>)_pending.Begin(timeout, Connections.Outages, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            request.Dispose();
            return ValueTask.FromCanceled<MultipartMessage>(cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            // Too many are in flight, or the client is disposed.
            request.Dispose();
            return ValueTask.FromException<MultipartMessage>(exception);
        }

        // From here on the request has an outcome.
        requestId = pending.RequestId;
        Exception failure;
        try
        {
            if (_pending.TryName(pending, id, stream))
            {
                return _exchange.SendAsync(request, pending, cancellationToken);
            }

            failure = new InvalidOperationException($"A request with the id {id} is in flight already.");
        }
        catch (Exception exception)
        {
            // The hash code or the equality of the ids.
            failure = exception;
        }

        request.Dispose();
        ValueTask<MultipartMessage> result = pending.Task;
        _exchange.Fail(requestId, failure);
        return result;
    }
}
