namespace ZmqNative.Patterns;

/// <summary>
/// The connecting end of an exclusive connection: it sends requests and receives answers in their order, or sends and receives at any time.
/// </summary>
/// <remarks>
/// <para>
/// The protocol has no ids: an answer belongs to the oldest request. A request that is cancelled or times out keeps its place in
/// the order, so its late answer is not taken for the answer to another request. When the connection ends, the requests that were sent
/// fail with <see cref="PeerLostException"/>, and the order begins again with the next connection, which has its own native socket;
/// connections over <c>inproc://</c> are not lost. When all requests were cancelled or have timed out, and no message was ever received
/// over the connection, it is made again: a server with another libzmq than that of ZmqNative may have refused it without reporting that.
/// After the first request all messages are answers; <see cref="ReceivingPattern.ReceiveAsync"/> then throws.
/// </para>
/// <para>
/// A <see cref="PairServer"/> answers over the connection of the request, or drops the answer and counts it. A server in another language
/// does not distinguish connections: an answer that it sends after this client has connected again is taken for that to the first new
/// request.
/// </para>
/// </remarks>
public sealed class PairClient : PairPattern
{
    // The number of answers that are read before a late request ends, although more arrive: as many as other clients read.
    private const int MostLateAnswers = 4096;

    private readonly PairOptions _options;
    private readonly ExpiryDelay<TaskCompletionSource> _expiry;

    // Guards _answers and the start of the loop, against callers, the loop and dispose.
    private readonly Lock _gate = new();
    private readonly LinkedList<ExpectedAnswer> _answers = [];

    // The last generation of the native socket from which an answer came.
    private long _heard = -1;

    // Serializes requests while they take their places and are sent: the order of sending is the order of answers. Never
    // disposed: callers that wait for it when the client ends enter it one by one, and then see the end.
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>Connects to a server.</summary>
    /// <param name="endpoints">The endpoints, such as <c>tcp://localhost:5561</c>; <c>@</c> in front binds instead of connecting.</param>
    /// <param name="options">The options; default <see cref="PairOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no endpoint, or it is wrong.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message has the reason.</exception>
    public PairClient(string endpoints, PairOptions? options = null)
        : base(endpoints, bindByDefault: false, options ??= new PairOptions())
    {
        _options = options;
        _expiry = new ExpiryDelay<TaskCompletionSource>(Socket, static reading => reading.TrySetResult(), MostLateAnswers);
    }

    private string InFlightAtEnd => $"{Name} was disposed while the request was in flight.";

    /// <summary>Sends a message, of a text, bytes, frames or JSON, and awaits the answer.</summary>
    /// <param name="request">
    /// The message, whose frames belong to the client from now on; bytes may be reused as soon as this returns.
    /// </param>
    /// <param name="timeout">The time to wait; default <see cref="PairOptions.RequestTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the server may handle the request all the same.</param>
    /// <returns>The answer, which the caller disposes.</returns>
    /// <exception cref="RequestTimeoutException">No answer arrived in time.</exception>
    /// <exception cref="PeerLostException">The connection was lost meanwhile.</exception>
    /// <exception cref="InvalidOperationException">A receive that was begun before the first request still waits.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The frames are disposed, or the client is, or was meanwhile, disposed.</exception>
    public ValueTask<ReceivedMessage> RequestAsync(
        Payload request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        TimeSpan wait = timeout ?? _options.RequestTimeout;
        try
        {
            OptionChecks.CheckTimeout(wait, nameof(timeout));
        }
        catch
        {
            request.Dispose();
            throw;
        }

        return RequestCoreAsync(request.ToMessage(), wait, cancellationToken);
    }

    private async ValueTask<ReceivedMessage> RequestCoreAsync(MultipartMessage request, TimeSpan wait, CancellationToken cancellationToken)
    {
        using MultipartMessage message = request;
        ExpectedAnswer answer = new();
        using CancellationTokenSource time = new(wait, Reactor.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken, Stopping);
        try
        {
            await SendInOrderAsync(message, answer, either.Token).ConfigureAwait(false);
            return await answer.Task.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            GiveUp(answer);
            throw new ObjectDisposedException(nameof(PairClient), InFlightAtEnd);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await EndLateAsync(answer, wait, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            GiveUp(answer);
            throw;
        }
    }

    // The time has passed, but the answer may have arrived and not be read yet.
    private async Task<ReceivedMessage> EndLateAsync(ExpectedAnswer answer, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            if (IsSent(answer))
            {
                TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _expiry.Expire(reading);
                _ = await Task.WhenAny(answer.Task, reading.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return answer.Task.IsCompleted
                ? await answer.Task.ConfigureAwait(false)
                : throw new RequestTimeoutException(wait, Name, DescribeConnections());
        }
        catch
        {
            GiveUp(answer);
            throw;
        }
    }

    private bool IsSent(ExpectedAnswer answer)
    {
        lock (_gate)
        {
            return answer.IsSent;
        }
    }

    /// <summary>Sends a text in UTF-8 and awaits the answer as text.</summary>
    /// <param name="request">The message.</param>
    /// <param name="timeout">The time to wait; default <see cref="PairOptions.RequestTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the server may handle the request all the same.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="RequestTimeoutException">No answer arrived in time.</exception>
    /// <exception cref="PeerLostException">The connection was lost meanwhile.</exception>
    /// <exception cref="InvalidOperationException">A receive that was begun before the first request still waits.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client is, or was meanwhile, disposed.</exception>
    public ValueTask<string> RequestAsync(string request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReplyReading.ReadTextAsync(RequestAsync((Payload)request, timeout, cancellationToken));
    }

    private protected override void OnReceiving(bool waits) => _expiry.AfterBatch(waits);

    private protected override void FailPending()
    {
        base.FailPending();
        FailAll(
            static _ => true,
            () => new ObjectDisposedException(nameof(PairClient), InFlightAtEnd));
        _expiry?.End();
    }

    // Messages in transit are lost with the connection. Messages that are not sent yet go over the next one.
    private protected override void OnRenewed() => FailAll(
        answer => answer.IsSent && answer.Generation < Socket.Generation, () => PeerLostException.Of(Name));

    private void FailAll(Func<ExpectedAnswer, bool> isMeant, Func<Exception> cause)
    {
        lock (_gate)
        {
            LinkedListNode<ExpectedAnswer>? node = _answers.First;
            while (node is not null)
            {
                LinkedListNode<ExpectedAnswer>? next = node.Next;
                if (isMeant(node.Value))
                {
                    _ = node.Value.TrySetException(cause());
                    _answers.Remove(node);
                }

                node = next;
            }
        }
    }

    private async Task SendInOrderAsync(MultipartMessage request, ExpectedAnswer answer, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!await TrySendAsync(request, answer, cancellationToken).ConfigureAwait(false))
            {
                await WaitForRenewalAsync(answer.Generation, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _ = _sending.Release();
        }
    }

    // False if the connection ended before.
    private async Task<bool> TrySendAsync(MultipartMessage request, ExpectedAnswer answer, CancellationToken cancellationToken)
    {
        // The place is taken first: the answer may arrive before this thread continues. A send that fails gives it back; it is the
        // last one, as no other request is sent meanwhile.
        TakePlace(answer);
        try
        {
            MultipartMessage message = MultipartMessage.Create();
            foreach (Frame frame in request)
            {
                // Kept for the next connection, in case that this one has ended.
                message.Add(frame.Duplicate());
            }

            await Socket.SendAsync(message, answer.Generation, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionOverException)
        {
            GiveBackPlace(answer);
            return false;
        }
        catch
        {
            GiveBackPlace(answer);
            throw;
        }

        lock (_gate)
        {
            answer.IsSent = true;
            if (answer.Generation != Socket.Generation && _answers.Remove(answer))
            {
                // The connection ended meanwhile, and those that were sent have failed already.
                _ = answer.TrySetException(PeerLostException.Of(Name));
            }
        }

        return true;
    }

    private void TakePlace(ExpectedAnswer answer)
    {
        if (!HasHandler && Socket.PendingReceives > 0)
        {
            // Each later answer would be taken for that to another request.
            throw new InvalidOperationException($"A receive of {Name} waits that would take the answer. End it before the first request.");
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(Stopping.IsCancellationRequested, this);
            answer.Generation = Socket.Generation;
            _answers.AddLast(answer);
            if (!HasHandler)
            {
                StartHandling(TakeAnswerAsync, concurrency: 1);
            }
        }
    }

    private void GiveBackPlace(ExpectedAnswer answer)
    {
        lock (_gate)
        {
            _ = _answers.Remove(answer);
        }
    }

    // The loop that calls it disposes the message, so the answer gets frames of its own.
    private ValueTask TakeAnswerAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ExpectedAnswer? answer = null;
        lock (_gate)
        {
            _heard = message.Generation;
            if (_answers.First is { } first && first.Value.Generation == message.Generation)
            {
                answer = first.Value;
                _answers.RemoveFirst();
            }
        }

        if (answer is null)
        {
            if (message.Generation < Socket.Generation)
            {
                // Its request has failed with the connection.
                CountDropped();
            }
            else
            {
                CountMalformed("an answer came without a request");
            }

            return ValueTask.CompletedTask;
        }

        ReceivedMessage own = message.Detach();
        if (!answer.TrySetResult(own))
        {
            CountDropped();
            own.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    // Its place stays: a late answer is dropped there. An answer that arrived just now is disposed.
    private void GiveUp(ExpectedAnswer answer)
    {
        if (!answer.TrySetCanceled() && answer.Task.IsCompletedSuccessfully)
        {
#pragma warning disable VSTHRD002, VSTHRD103 // It has completed.
            answer.Task.GetAwaiter().GetResult().Dispose();
#pragma warning restore VSTHRD002, VSTHRD103
        }

        // The caller gets another exception, if any.
        _ = answer.Task.IsFaulted ? answer.Task.Exception : null;
        if (IsDeaf())
        {
            AbandonConnection();
        }
    }

    // A server that has another peer refuses this one without a message. Another connection does no harm.
    private bool IsDeaf()
    {
        lock (_gate)
        {
            if (Stopping.IsCancellationRequested || _answers.Count == 0 || ConnectedPeers == 0)
            {
                return false;
            }

            long generation = Socket.Generation;
            return _heard != generation
                && _answers.All(expected => expected.Generation == generation && expected.IsSent && expected.Task.IsCompleted);
        }
    }
}
