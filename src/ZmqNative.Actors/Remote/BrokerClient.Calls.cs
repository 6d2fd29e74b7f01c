namespace ZmqNative.Actors.Remote;

public sealed partial class BrokerClient
{
    // How long after a loss a question may still have gone into the pipe of the broken connection. Less than a new connection takes.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(20);

    // The table is not there yet if the connection breaks before the constructor has run.
    private protected override void OnDisconnected()
    {
        if (_calls is not null)
        {
            _ = LoseAsync(_calls.ListSent());
        }
    }

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

    private async Task LoseAsync(List<ulong> sent)
    {
        try
        {
            await WaitForReaderAsync().ConfigureAwait(false);
            Lose(sent);

            // libzmq reports the loss before it takes the pipe away: what was sent in between is lost, too. While nothing is
            // connected, all that counts as sent is.
            await Task.Delay(Aftermath, Reactor.TimeProvider).ConfigureAwait(false);
            if (ConnectedPeers == 0)
            {
                Lose(_calls.ListSent());
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            // The client ends, and what is in flight with it.
        }
    }

    // The monitor may be quicker than the reading loop: answers that came before the loss count. The loop waits for more only
    // once it has dealt with all that had come; serving it first makes it see what libzmq has.
    private async Task WaitForReaderAsync()
    {
        while (true)
        {
            Socket.Configure(static _ => { });
            if (Socket.PendingReceives > 0)
            {
                return;
            }

            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    private void Lose(List<ulong> ids)
    {
        foreach (ulong id in ids)
        {
            if (_calls.TryTake(id, out RemoteCall call))
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
            if (Socket.TrySend(question))
            {
                return;
            }
        }
        catch
        {
            question.Dispose();
            throw;
        }

        if (_calls.Mark(id, sent: false))
        {
            _ = SendLaterAsync(question, id, timeLeft);
        }
        else
        {
            question.Dispose();
        }
    }

    // The broker has no room, or is not connected. A question that is given up meanwhile is not to be sent any more.
    private async Task SendLaterAsync(MultipartMessage question, ulong id, TimeSpan timeLeft)
    {
        TimeSpan limit = timeLeft > TimeSpan.Zero ? timeLeft : Owner.Options.AskTimeout;
        try
        {
            using CancellationTokenSource time = new(limit, Reactor.TimeProvider);
            await Socket.SendAsync(question, time.Token).ConfigureAwait(false);
            _ = _calls.Mark(id, sent: true);
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
        catch (Exception exception)
        {
            Fail(id, exception);
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

    // Without this loop no answer is ever seen: what is in flight ends with the cause.
    private async Task ReadAnswersAsync()
    {
        MultipartMessage[] batch = new MultipartMessage[BatchSize];
        DeferredWork work = new();
        try
        {
            while (true)
            {
                int count = await work.Await(Socket.ReceiveBatchAsync(batch, Stopping));
                TakeAll(work, batch.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (!Stopping.IsCancellationRequested)
        {
            foreach (RemoteCall call in _calls.End())
            {
                call.Fail(Failures.Again(exception, $"{Name} cannot read answers any more; see the inner exception."));
            }

            throw;
        }
        finally
        {
            work.Release();
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
        if (reply.Count < BodyFrame || reply[1].Length != 0 || !Correlation.Is(reply[0].Span))
        {
            CountMalformed("an answer that does not begin with the question's correlation and an empty frame");
            reply.Dispose();
            return;
        }

        ReplyStatus status = Correlation.Status(reply[0].Span);
        ulong id = Correlation.RequestId(reply[0].Span);
        if (status == PeerStatus.Probe)
        {
            reply.Dispose();
        }
        else if (status == PeerStatus.Partial && _calls.TryPeek(id, out RemoteCall open) && open.Stream is not null)
        {
            open.Stream.Add(reply, isLast: false);
        }
        else if (status != PeerStatus.Partial && _calls.TryTake(id, out RemoteCall call))
        {
            Forget(call);
            call.Complete(status, reply, BodyFrame);
        }
        else
        {
            // It timed out, was cancelled, or was never ours.
            CountDropped();
            reply.Dispose();
        }
    }
}
