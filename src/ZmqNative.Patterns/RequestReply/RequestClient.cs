using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Sends requests and awaits their replies, many at once, from any thread.</summary>
/// <remarks>
/// It has a DEALER socket: with several servers connected requests are sent to them in turn. Every request has a deadline; when it
/// passes, whether the request was handled is not known, and nothing is sent again unless the request is declared
/// idempotent. Plain REP servers in any language can answer. When the last connection ends, requests that were sent fail at once with
/// <see cref="ConnectionLostException"/>, unless <see cref="RequestClientOptions.FailOnDisconnect"/> is false; requests that found no
/// connection yet wait for one until their deadline.
/// </remarks>
public sealed partial class RequestClient : Pattern, IRequestClient, IRequester
{
    private readonly RequestClientOptions _options;
    private readonly PendingRequestTable<ReceivedMessage> _pending;
    private readonly RequestExchange<ReceivedMessage> _exchange;

    /// <summary>Connects to servers at one or more endpoints.</summary>
    /// <param name="endpoints">The endpoints, separated by commas, such as <c>tcp://localhost:5559</c>; <c>@</c> in front binds instead.</param>
    /// <param name="options">The options; default <see cref="RequestClientOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or one is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ZmqException">libzmq refused an endpoint; the message has the reason.</exception>
    public RequestClient(string endpoints, RequestClientOptions? options = null)
        : base(SocketType.Dealer, options ??= new RequestClientOptions())
    {
        _options = options;
        _pending = new PendingRequestTable<ReceivedMessage>(Name, options.MaxInFlight, Reactor.Deadlines);
        _streams = new RequestStreamTable(Name, options.MaxInFlight, Reactor.TimeProvider);
        _exchange = new RequestExchange<ReceivedMessage>(
            this, _pending, Connections, DescribeConnections, options.FailOnDisconnect, sendsTraces: true, Stopping)
        {
            Streams = _streams,
        };
        if (options.CancelsHandlers)
        {
            _pending.GivenUp = id => SendControl(id, RequestExtensionKind.Cancel, 0);
        }

        Initialize(() =>
        {
            // A request is not queued for a server that is not there: it would be handled long after the caller has stopped waiting.
            Socket.Configure(static socket => socket.Immediate = true);
            EndpointList.Attach(Socket, endpoints, bindByDefault: false);
        });
        StartLoop(() => _exchange.ReadRepliesAsync(Take));
    }

    // Metrics may be read before the constructor has run.
    /// <summary>The number of requests that wait for their replies now.</summary>
    public int InFlight => _pending?.InFlight ?? 0;

    /// <summary>Sends a request, of a text, bytes, frames or JSON, and awaits the reply.</summary>
    /// <param name="body">The request, whose frames belong to the client from now on; bytes may be reused as soon as this returns.</param>
    /// <param name="timeout">
    /// The longest wait, more than 0 and at most 24 days 20 hours; default <see cref="RequestClientOptions.RequestTimeout"/>, 5 seconds.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the server may handle the request all the same.</param>
    /// <returns>The reply, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="RequestTimeoutException">No reply arrived in time.</exception>
    /// <exception cref="ConnectionLostException">The last connection ended before the reply came.</exception>
    /// <exception cref="MessageTooLargeException">The request exceeds a limit of the client's options; it was not sent.</exception>
    /// <exception cref="RequestFailedException">The server answered with a status other than ok.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException"><see cref="RequestClientOptions.MaxInFlight"/> requests are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The frames are disposed, or the client is, or was meanwhile, disposed.</exception>
    public ValueTask<ReceivedMessage> RequestAsync(
        Payload body, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        SendAsync(body.ToMessage(), timeout, cancellationToken);

    /// <summary>Sends a text in UTF-8 and awaits the reply as text.</summary>
    /// <param name="text">The request.</param>
    /// <param name="timeout">
    /// The longest wait, more than 0 and at most 24 days 20 hours; default <see cref="RequestClientOptions.RequestTimeout"/>, 5 seconds.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the server may handle the request all the same.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="RequestTimeoutException">No reply arrived in time.</exception>
    /// <exception cref="ConnectionLostException">The last connection ended before the reply came.</exception>
    /// <exception cref="MessageTooLargeException">The request exceeds a limit of the client's options; it was not sent.</exception>
    /// <exception cref="RequestFailedException">The server answered with a status other than ok.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException"><see cref="RequestClientOptions.MaxInFlight"/> requests are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is, or was meanwhile, disposed.</exception>
    public ValueTask<string> RequestAsync(string text, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ReplyReading.ReadTextAsync(RequestAsync((Payload)text, timeout, cancellationToken));
    }

    /// <summary>Sends a value as JSON and awaits the reply as JSON.</summary>
    /// <typeparam name="TRequest">The type of the request.</typeparam>
    /// <typeparam name="TResponse">The type of the reply.</typeparam>
    /// <param name="request">The value.</param>
    /// <param name="requestType">The metadata to write it by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="responseType">The metadata to read the reply by, likewise.</param>
    /// <param name="timeout">
    /// The longest wait, more than 0 and at most 24 days 20 hours; default <see cref="RequestClientOptions.RequestTimeout"/>, 5 seconds.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the server may handle the request all the same.</param>
    /// <returns>The reply; null for a JSON null.</returns>
    /// <exception cref="ArgumentNullException">A type info is null.</exception>
    /// <exception cref="JsonException">The reply is no such JSON.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="RequestTimeoutException">No reply arrived in time.</exception>
    /// <exception cref="ConnectionLostException">The last connection ended before the reply came.</exception>
    /// <exception cref="MessageTooLargeException">The request exceeds a limit of the client's options; it was not sent.</exception>
    /// <exception cref="RequestFailedException">The server answered with a status other than ok.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException"><see cref="RequestClientOptions.MaxInFlight"/> requests are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is, or was meanwhile, disposed.</exception>
    public ValueTask<TResponse?> RequestJsonAsync<TRequest, TResponse>(
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(responseType);
        return ReplyReading.ReadJsonAsync(RequestAsync(Payload.FromJson(request, requestType), timeout, cancellationToken), responseType);
    }

    /// <summary>Sends bytes, and sends them again if no reply comes: only for requests that may be handled twice.</summary>
    /// <remarks>
    /// It is sent <see cref="RequestClientOptions.IdempotentAttempts"/> times at most, 3 by default, among which the time is shared out evenly.
    /// </remarks>
    /// <param name="body">The request. Its bytes must not change until the returned task has completed.</param>
    /// <param name="timeout">
    /// The longest wait in all, more than 0 and at most 24 days 20 hours; default <see cref="RequestClientOptions.RequestTimeout"/>, 5 seconds.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; servers may handle the request all the same.</param>
    /// <returns>The first reply, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="RequestTimeoutException">No reply came to any attempt.</exception>
    /// <exception cref="ConnectionLostException">The last connection ended during the last attempt.</exception>
    /// <exception cref="MessageTooLargeException">The request exceeds a limit of the client's options; it was not sent.</exception>
    /// <exception cref="RequestFailedException">A server answered with a status other than ok.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="InvalidOperationException"><see cref="RequestClientOptions.MaxInFlight"/> requests are in flight.</exception>
    /// <exception cref="ObjectDisposedException">The client is, or was meanwhile, disposed.</exception>
    public ValueTask<ReceivedMessage> RequestIdempotentAsync(
        ReadOnlyMemory<byte> body, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        TimeSpan whole = timeout ?? _options.RequestTimeout;
        OptionChecks.CheckTimeout(whole, nameof(timeout));
        return RequestIdempotentCoreAsync(body, whole, cancellationToken);
    }

    private async ValueTask<ReceivedMessage> RequestIdempotentCoreAsync(
        ReadOnlyMemory<byte> body, TimeSpan whole, CancellationToken cancellationToken)
    {
        long begin = Reactor.TimeProvider.GetTimestamp();
        for (int left = _options.IdempotentAttempts; ; left--)
        {
            // An attempt that ended early, with its connection, leaves its time to the next ones.
            TimeSpan rest = whole - Reactor.TimeProvider.GetElapsedTime(begin);
            if (rest < left * TimeSpan.FromTicks(1))
            {
                // Attempts that ended late have taken the time of those that would follow.
                throw new RequestTimeoutException(whole, Name, DescribeConnections());
            }

            try
            {
                return await RequestAsync(body, rest / left, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectionLostException) when (left > 1)
            {
                // The next attempt waits for a connection.
            }
            catch (RequestTimeoutException)
            {
                if (left == 1)
                {
                    throw new RequestTimeoutException(whole, Name, DescribeConnections());
                }
            }
        }
    }

    // A connection may end before the constructor has run.
    private protected override void OnDisconnected() => _exchange?.OnDisconnected();

    private protected override void FailPending()
    {
        _pending.End(Disposed);
        _streams.End(Disposed);

        ObjectDisposedException Disposed() => new(nameof(RequestClient), $"{Name} was disposed while the request was in flight.");
    }

    private ValueTask<ReceivedMessage> SendAsync(MultipartMessage message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        PendingRequest<ReceivedMessage> pending;
        try
        {
            TimeSpan wait = timeout ?? _options.RequestTimeout;
            OptionChecks.CheckTimeout(wait, nameof(timeout));
            cancellationToken.ThrowIfCancellationRequested();
            pending = _pending.Begin(wait, Connections.Outages, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            message.Dispose();
            return ValueTask.FromCanceled<ReceivedMessage>(cancellationToken);
        }
        catch (Exception exception)
        {
            message.Dispose();
            if (exception is ArgumentException)
            {
                throw;
            }

            return ValueTask.FromException<ReceivedMessage>(exception);
        }

        message.Insert(0, Correlation.Write(pending.RequestId, pending.Timeout));
        message.Insert(1, Frame.Empty());
        if (_options.CancelsHandlers)
        {
            message.Insert(0, RequestExtension.Write(RequestExtensionKind.Cancellable));
        }

        return _exchange.SendAsync(message, pending, cancellationToken);
    }
}
