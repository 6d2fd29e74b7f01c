namespace ZmqNative.Actors.Remote;

public sealed partial class BrokerClient
{
    // May be called before the constructor has run.
    private protected override void OnDisconnected() => _outages?.OnDisconnected();

    private protected override void FailPending()
    {
        foreach (RemoteCall call in _calls?.End() ?? [])
        {
            call.Fail(new ObjectDisposedException(nameof(BrokerClient), $"{Name} was disposed while the message was in flight."));
        }

        _watches?.Clear();
    }

    private protected override void Release()
    {
        if (_ownsBroker)
        {
            _ = Owner.DisposeAsync().AsTask();
        }
    }

    /// <summary>Ends an ask whose time has passed, once the answers that have arrived were read.</summary>
    internal void Expire(LateAsk ask) => _expiry.Expire(ask);

    /// <summary>Fails the calls that were sent, as the broker there is known to have ended.</summary>
    internal void FailLost() => FailLost(_calls.ListSent(long.MaxValue, asks: true), long.MaxValue);

    private void FailLost(List<ulong> ids, long outages)
    {
        foreach (ulong id in ids)
        {
            // One that was begun before the loss, and was not sent after all, waits for the next connection, or was sent over it.
            if (_calls.TryTakeSent(id, outages, out RemoteCall call))
            {
                Forget(call);
                call.Fail(new BrokerLostException(Endpoint));
            }
        }
    }

    private void Forget(in RemoteCall call)
    {
        if (call.Watcher is not null)
        {
            _ = _watches.TryRemove((call.To, call.Watcher), out _);
        }
    }

    private void Send(MultipartMessage question, ulong id, TimeSpan timeLeft)
    {
        try
        {
            if (!_outages.IsUndecided && Socket.TrySend(question))
            {
                return;
            }
        }
        catch
        {
            question.Dispose();
            throw;
        }

        if (_calls.MarkWaiting(id))
        {
            _ = SendLaterAsync(question, id, timeLeft);
        }
        else
        {
            question.Dispose();
        }
    }

    // The queue of the connection is full, or there is none. A message that was cancelled meanwhile is not sent any more.
    private async Task SendLaterAsync(MultipartMessage question, ulong id, TimeSpan timeLeft)
    {
        TimeSpan limit = timeLeft > TimeSpan.Zero ? timeLeft : Owner.Options.AskTimeout;
        try
        {
            using CancellationTokenSource time = new(limit, Reactor.TimeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, Stopping);
            await WaitForOutageAsync(question, either.Token).ConfigureAwait(false);
            bool isInFlight = false;
            await Socket.SendAsync(question, () => isInFlight = _calls.MarkSent(id, Connections.Outages), either.Token).ConfigureAwait(false);
            if (!isInFlight)
            {
                // It was cancelled while it waited, and nothing could be sent before it.
                SendControl(id, "cancel");
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The end of the client fails the call.
        }
        catch (OperationCanceledException)
        {
            if (_calls.TryTake(id, out RemoteCall call))
            {
                Forget(call);
                call.Fail(call.Watcher is null
                    ? new AskTimeoutException(call.To.Address, limit, DescribeConnection())
                    : new BrokerLostException(Endpoint));
            }
        }
        catch (PendingLimitException full)
        {
            Fail(id, new BrokerBusyException(full.Message, Endpoint, full));
        }
        catch (Exception exception)
        {
            Fail(id, exception);
        }
    }

    private async Task WaitForOutageAsync(MultipartMessage question, CancellationToken cancellationToken)
    {
        try
        {
            await _outages.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            question.Dispose();
            throw;
        }
    }

    private void Fail(ulong id, Exception exception)
    {
        if (_calls.TryTake(id, out RemoteCall call))
        {
            Forget(call);
            call.Fail(exception);
        }
    }

    // Without this loop no answer is read: all calls in flight fail with the cause.
    private async Task ReadAnswersAsync()
    {
        MultipartMessage[] batch = new MultipartMessage[BatchSize];
        DeferredWork work = new();
        try
        {
            while (true)
            {
                ValueTask<int> receive = Socket.ReceiveBatchAsync(batch, Stopping);
                _expiry.AfterBatch(waits: !receive.IsCompleted);
                int count = await work.Await(receive);
                TakeAll(work, batch.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (!Stopping.IsCancellationRequested)
        {
            foreach (RemoteCall call in _calls.End())
            {
                call.Fail(Failures.Again(exception, $"{Name} cannot read answers anymore; see the inner exception."));
            }

            throw;
        }
        finally
        {
            work.Release();
            _expiry.End();
        }
    }

    private void TakeAll(DeferredWork work, ReadOnlySpan<MultipartMessage> batch)
    {
        ContinuationScheduler.BeginDeferring(work);
        try
        {
            foreach (MultipartMessage reply in batch)
            {
                if (CheckLimits(reply))
                {
                    Take(reply);
                }
            }
        }
        finally
        {
            ContinuationScheduler.EndDeferring();
        }
    }

    private void Take(MultipartMessage reply)
    {
        // The trace frame of the message comes back in front.
        if (reply.Count > BodyFrame && reply[1].Length != 0 && TraceContext.Is(reply[0].Span))
        {
            reply.Take(0).Dispose();
        }

        if (reply.Count < BodyFrame || reply[1].Length != 0 || !Correlation.Is(reply[0].Span))
        {
            CountMalformed("an answer that does not begin with a correlation and an empty frame");
            reply.Dispose();
            return;
        }

        ReplyStatus status = Correlation.Status(reply[0].Span);
        ulong id = Correlation.RequestId(reply[0].Span);
        if (status == StreamStatus.Probe)
        {
            reply.Dispose();
            if (!_calls.TryPeek(id, out _))
            {
                // The cancellation of this stream or watch could not be sent.
                SendControl(id, "cancel");
            }
        }
        else if (status == StreamStatus.Partial && _calls.TryPeek(id, out RemoteCall open) && open.Stream is not null)
        {
            open.Stream.Add(reply, isLast: false);
        }
        else if (status != StreamStatus.Partial && _calls.TryTake(id, out RemoteCall call))
        {
            Forget(call);
            call.Complete(status, reply, BodyFrame);
        }
        else
        {
            // The call timed out, was cancelled, or is not of this client.
            CountDropped();
            reply.Dispose();
        }
    }
}
