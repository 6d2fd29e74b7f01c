using System.Diagnostics;

namespace ZmqNative.Patterns;

/// <summary>The sending and the end of the requests of one client: reply, deadline, lost connection or cancellation.</summary>
/// <typeparam name="TReply">The type of a reply.</typeparam>
internal sealed class RequestExchange<TReply>
    where TReply : struct, IDisposable
{
    private const int BatchSize = 64;

    private readonly Pattern _pattern;
    private readonly PendingRequestTable<TReply> _pending;
    private readonly RequestExpiry<TReply> _expiry;
    private readonly OutageWatch? _outages;
    private readonly Func<string> _describeConnections;
    private readonly CancellationToken _stopping;

    /// <summary>Whether the context of a trace is put in front of a request, as in this library's own protocol.</summary>
    private readonly bool _sendsTraces;
    private readonly ConnectionTracker _connections;

    public RequestExchange(
        Pattern pattern,
        PendingRequestTable<TReply> pending,
        ConnectionTracker connections,
        Func<string> describeConnections,
        bool failOnDisconnect,
        bool sendsTraces,
        CancellationToken stopping)
    {
        _pattern = pattern;
        _pending = pending;
        _connections = connections;
        _describeConnections = describeConnections;
        _sendsTraces = sendsTraces;
        _stopping = stopping;
        _pending.Expiry = _expiry = new RequestExpiry<TReply>(pattern.Socket, pending, describeConnections);
        _pending.NeedsThreadPool = pattern.Socket.NeedsThreadPool;
        _outages = failOnDisconnect ? new OutageWatch(pattern, connections, ListSent, Lose) : null;
    }

    /// <summary>The streams of the client, which end with its last connection as requests do; null if it has none.</summary>
    public RequestStreamTable? Streams { get; init; }

    /// <summary>Waits until no connection is left that has ended and whose pipe may not be gone yet.</summary>
    public Task WaitForOutageAsync(CancellationToken cancellationToken) => _outages?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Completes when the replies that have arrived were read, for a stream whose time has passed.</summary>
    public Task WaitUntilReadAsync() => _expiry.WaitUntilReadAsync();

    /// <summary>Records that a connection has ended.</summary>
    public void OnDisconnected() => _outages?.OnDisconnected();

    /// <summary>
    /// Reads replies until the client ends, or reading fails. The requests in flight end with the cause then: no reply is seen any more.
    /// </summary>
    /// <param name="take">Takes a reply, of any size. It must not throw.</param>
    public async Task ReadRepliesAsync(Action<MultipartMessage> take)
    {
        try
        {
            MultipartMessage[] batch = new MultipartMessage[BatchSize];
            while (true)
            {
                ValueTask<int> receive = _pattern.Socket.ReceiveBatchAsync(batch, _stopping);
                _expiry.AfterBatch(waits: !receive.IsCompleted);
                int count = await receive.ConfigureAwait(false);
                for (int i = 0; i < count; i++)
                {
                    take(batch[i]);
                }
            }
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            _pending.End(Again);
            Streams?.End(Again);
            throw;

            Exception Again() => Failures.Again(exception, $"{_pattern.Name} cannot read replies any more; see the inner exception.");
        }
        finally
        {
            _expiry.End();
        }
    }

    /// <summary>Sends a request that has begun. It has an outcome, also when the send fails.</summary>
    /// <param name="message">The request, which belongs to this from now on.</param>
    /// <param name="pending">Its entry.</param>
    /// <param name="cancellationToken">The token that it began with.</param>
    /// <returns>The task of the request.</returns>
    public ValueTask<TReply> SendAsync(MultipartMessage message, PendingRequest<TReply> pending, CancellationToken cancellationToken)
    {
        // The caller that awaits the task returns the object to its pool.
        ValueTask<TReply> result = pending.Task;
        long begin = PatternMetrics.BeginRequest();
        if (begin != 0 || PatternTracing.IsOn)
        {
            return SendObservedAsync(message, pending, result, begin, cancellationToken);
        }

        SendNow(message, pending, cancellationToken);
        pending.Observe();
        return result;
    }

    /// <summary>Fails a request that is still in flight. By id, not by entry: the entry may serve another one by now.</summary>
    public void Fail(ulong requestId, Exception exception)
    {
        if (_pending.TryTake(requestId, out PendingRequest<TReply>? pending))
        {
            pending.Fail(exception);
        }
    }

    // An async method, so that the activity is not the caller's current one any more when this returns.
    private async ValueTask<TReply> SendObservedAsync(
        MultipartMessage message,
        PendingRequest<TReply> pending,
        ValueTask<TReply> result,
        long begin,
        CancellationToken cancellationToken)
    {
        Activity? activity = PatternTracing.IsOn ? PatternTracing.StartRequest(_pattern) : null;
        if (_sendsTraces && PatternTracing.IsOn && TraceContext.TryWrite(activity ?? Activity.Current, out Frame trace))
        {
            // Behind the extension, which belongs in front of it.
            message.Insert(RequestExtension.TryRead(message[0].Span, out _, out _) ? 1 : 0, trace);
        }

        SendNow(message, pending, cancellationToken);
        pending.Observe();
        try
        {
            TReply reply = await result.ConfigureAwait(false);
            PatternMetrics.EndRequest(_pattern, begin, failure: null);
            PatternTracing.End(activity);
            return reply;
        }
        catch (Exception exception)
        {
            PatternMetrics.EndRequest(_pattern, begin, exception);
            activity.Fail(exception);
            PatternTracing.End(activity);
            throw;
        }
    }

    private void SendNow(MultipartMessage message, PendingRequest<TReply> pending, CancellationToken cancellationToken)
    {
        try
        {
            (ulong requestId, TimeSpan timeout) = (pending.RequestId, pending.Timeout);
            if (_outages is { IsUndecided: true } || !_pattern.Socket.TrySend(message))
            {
                SendLater(message, requestId, timeout, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            message.Dispose();
            Fail(pending.RequestId, exception);
        }
    }

    private void SendLater(MultipartMessage message, ulong requestId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_pending.MarkWaiting(requestId))
        {
            _ = SendLaterAsync(message, requestId, timeout, cancellationToken);
        }
        else
        {
            // Its time has passed.
            message.Dispose();
        }
    }

    // The queues of all servers are full, or none is connected. A request that was cancelled meanwhile must not be sent any more.
    private async Task SendLaterAsync(
        MultipartMessage message, ulong requestId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource time = new(timeout, _pattern.Reactor.TimeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken, _stopping);
            await WaitForOutageAsync(message, either.Token).ConfigureAwait(false);
            bool isPending = false;
            await _pattern.Socket.SendAsync(message, () => isPending = _pending.MarkSent(requestId, _connections.Outages), either.Token)
                .ConfigureAwait(false);
            if (!isPending)
            {
                // At the last moment; or it has ended, and is not found any more.
                Fail(requestId, new RequestTimeoutException(timeout, _pattern.Name, _describeConnections()));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // The caller gets the cancellation, or the end of the client.
        }
        catch (OperationCanceledException)
        {
            Fail(requestId, new RequestTimeoutException(timeout, _pattern.Name, _describeConnections(), mayHaveBeenHandled: false));
        }
        catch (Exception exception)
        {
            message.Dispose();
            Fail(requestId, exception);
        }
    }

    private async Task WaitForOutageAsync(MultipartMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForOutageAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private List<ulong> ListSent(long outages)
    {
        List<ulong> ids = _pending.ListSent(outages);
        Streams?.ListSent(outages, ids);
        return ids;
    }

    private void Lose(List<ulong> requestIds, long outages)
    {
        foreach (ulong id in requestIds)
        {
            if (_pending.TryTakeSent(id, outages, out PendingRequest<TReply>? pending))
            {
                pending.Fail(Lost());
            }
            else if (Streams is not null && Streams.TryFind(id, last: true, out RequestStream? stream))
            {
                stream.End(Lost());
            }
        }

        ConnectionLostException Lost() =>
            new($"The last connection of {_pattern.Name} ended before the reply came. Whether the request was handled is not known.");
    }
}
