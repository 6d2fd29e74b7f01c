namespace ZmqNative.Actors.Remote;

internal sealed partial class BrokerListener
{
    private async Task ServeAsync()
    {
        MultipartMessage[] batch = new MultipartMessage[BatchSize];
        DeferredWork work = new();
        try
        {
            while (true)
            {
                int count = await work.Await(Socket.ReceiveBatchAsync(batch, _intake.Token));
                TakeAll(work, batch.AsSpan(0, count));
            }
        }
        catch (OperationCanceledException) when (_intake.IsCancellationRequested)
        {
            // The broker ends, and lets its actors finish first.
        }
        finally
        {
            work.Release();
            _ = _intakeEnded.TrySetResult();
        }
    }

    private void TakeAll(DeferredWork work, ReadOnlySpan<MultipartMessage> batch)
    {
        long arrival = Now;
        ContinuationScheduler.BeginDeferring(work);
        try
        {
            foreach (MultipartMessage message in batch)
            {
                if (CheckLimits(message))
                {
                    Take(message, arrival);
                }
            }
        }
        finally
        {
            ContinuationScheduler.EndDeferring();
        }
    }

    // No message may end the loop, whatever it contains.
    private void Take(MultipartMessage frames, long arrival)
    {
        try
        {
            int empty = PeerEnvelope.FindDelimiter(frames);
            if (empty < 0)
            {
                CountMalformed("a message without an empty frame before its address, or with more than 4 KiB before that");
                frames.Dispose();
                return;
            }

            bool correlated = PeerEnvelope.IsCorrelated(frames, empty);
            PeerHeaderCache.Entry? to = frames.Count > empty + 1 ? _headers.Find(frames[empty + 1].Span) : null;
            if (to is null || (to.Header.Verb != PeerVerb.None && !correlated))
            {
                CountMalformed("a message without an address that can be read");
                Refuse(frames, empty, correlated, ReplyStatus.BadRequest, "there is no address that can be read");
            }
            else if (!_access.MayReach(frames, empty, correlated, to, out PeerIdentity? peer))
            {
                CountForbidden(to.Header.Address, peer);
                Refuse(frames, empty, correlated, ReplyStatus.UnknownTarget, "the address is not open to this peer");
            }
            else if (!to.Header.Fence.IsNone && !to.IsOwned(_broker.Placement))
            {
                Redirect(frames, empty, correlated, to);
            }
            else if (to.Header.Verb is PeerVerb.None or PeerVerb.Stream)
            {
                Deliver(frames, empty, correlated, to, peer, arrival);
            }
            else
            {
                _subscriptions.Handle(frames, empty, to, peer);
            }
        }
        catch (Exception exception)
        {
            CountFailed(exception);
            frames.Dispose();
        }
    }

    private void Deliver(
        MultipartMessage frames, int empty, bool correlated, PeerHeaderCache.Entry to, PeerIdentity? peer, long arrival)
    {
        if (!TryReadBody(frames, empty, to.Header, out object message, out Exception? problem))
        {
            // Frames are disposed when a reader gets the letter: the text tells what they were.
            string text = (problem as ActorSerializationException)?.Text ?? $"the payload is no '{to.Header.Type}': {ErrorText.MessageOf(problem!)}";
            _broker.DeadLetters.Add($"{to.Header.Type} ({text})", to.Header.Address, DeadLetterReason.Unreadable, problem);
            Refuse(
                frames,
                empty,
                correlated,
                ReplyStatus.BadRequest,
                problem is ActorSerializationException ? text : PeerFailures.Describe($"the payload is no '{to.Header.Type}'", problem!));
            return;
        }

        message = TrackedMessage.WrapReceived(message, correlated ? PeerEnvelope.ReadTrace(frames, empty) : default, peer);
        TimeSpan? timeToLive = correlated ? Correlation.TimeToLive(frames[empty - 1].Span) : null;
        if (correlated && Correlation.RequestId(frames[empty - 1].Span) == 0)
        {
            Deliver(to, message, null, 0, timeToLive, new PeerSource(frames, peer));
            frames.Dispose();
            return;
        }

        if (to.Header.Verb == PeerVerb.Stream)
        {
            DeliverStream(frames, empty, to, message, peer);
            return;
        }

        ulong id = correlated ? Correlation.RequestId(frames[empty - 1].Span) : 0;
        ReadOnlySpan<byte> key = PeerKey.Write(frames, peer, stackalloc byte[PeerKey.MaxLength]);
        if (_asks.Rent(frames, key, correlated ? PeerEnvelope.RouteLength(frames, empty) : 1, id) is not { Quota: { } quota } ask)
        {
            string limit = _asks.DescribeLimit();
            CountOverQuota(limit, key);
            _broker.DeadLetters.Add(message, to.Header.Address, DeadLetterReason.MailboxFull);
            Refuse(frames, empty, correlated, ReplyStatus.Overloaded, limit);
            return;
        }

        TimeSpan life = timeToLive is { } given && given < _options.MaxTimeToLive ? given : _options.MaxTimeToLive;
        long due = arrival + (long)(life.TotalSeconds * Time.TimestampFrequency);
        Deliver(to, message, ask, ask.Begin(frames, correlated, due), life, new PeerSource(quota.Key));
    }

    private void DeliverStream(MultipartMessage frames, int empty, PeerHeaderCache.Entry to, object message, PeerIdentity? peer)
    {
        PeerStream stream = new(this, frames, empty, to.Header.Number);
        ReadOnlySpan<byte> key = PeerKey.Write(frames, peer, stackalloc byte[PeerKey.MaxLength]);
        if (_subscriptions.TryAdd(stream, key, out string? reason))
        {
            frames.Dispose();
            Deliver(to, message, stream, 0, null, new PeerSource(stream.Route.Quota!.Key));
            return;
        }

        _broker.DeadLetters.Add(message, to.Header.Address, DeadLetterReason.MailboxFull);
        Refuse(frames, empty, correlated: true, ReplyStatus.Overloaded, reason);
    }

    // The target has the envelope already, so it is the one that answers when this fails: the frames are not the caller's any more.
    private void Deliver(
        PeerHeaderCache.Entry to, object message, ReplyTarget? target, uint token, TimeSpan? timeToLive, in PeerSource source)
    {
        try
        {
            DeliverNow(to, message, target, token, timeToLive, source);
        }
        catch (Exception exception)
        {
            FailDelivery(exception, message, target, token);
        }
    }

    private void FailDelivery(Exception exception, object message, ReplyTarget? target, uint token)
    {
        CountFailed(exception);
        DeadLetterFeed.Release(message);
        _ = target?.TryFail(exception, token);
    }

    private void DeliverNow(
        PeerHeaderCache.Entry to, object message, ReplyTarget? target, uint token, TimeSpan? timeToLive, in PeerSource source)
    {
        _activation.Begin(source);
        switch (to.Actor.TryPost(message, target, token))
        {
            case PostResult.Accepted:
                break;
            case PostResult.Full:
                DeliverLater(to.Header.Address, message, target, token, timeToLive, source);
                break;
            case PostResult.OverQuota:
                string limit = _activation.Limit!;
                CountOverQuota(limit, source.Write(stackalloc byte[PeerKey.MaxLength]));
                _broker.DeadLetters.Add(message, to.Header.Address, DeadLetterReason.MailboxFull);
                _ = target?.TryFail(new MailboxFullException(limit, to.Header.Address), token);
                break;
            default:
                if (_broker.Placement?.FindElsewhere(to.Header.Address) is { } elsewhere)
                {
                    Forward(elsewhere, message, target, token);
                    break;
                }

                // Refused: does not wait.
                _ = _broker.DeliverAsync(to.Header.Address, message, target, token, _activation.Keep(), CancellationToken.None).AsTask();
                break;
        }
    }

    private void DeliverLater(
        string address, object message, ReplyTarget? target, uint token, TimeSpan? timeToLive, in PeerSource source)
    {
        ReadOnlySpan<byte> peer = source.Write(stackalloc byte[PeerKey.MaxLength]);
        if (_pendingDeliveries.TryEnter(address, peer, out PeerQuota? quota, out string? limit))
        {
            _ = WaitForSpaceAsync(address, message, target, token, timeToLive, quota, _activation.Keep());
            return;
        }

        if (limit is not null)
        {
            CountOverQuota(limit, peer);
        }

        _broker.DeadLetters.Add(message, address, DeadLetterReason.MailboxFull);
        _ = target?.TryFail(
            new MailboxFullException(limit ?? "Too many messages wait for space in the mailbox already.", address), token);
    }

    private async Task WaitForSpaceAsync(
        string address, object message, ReplyTarget? target, uint token, TimeSpan? timeToLive, PeerQuota quota, PeerActivation activation)
    {
        TimeSpan limit = timeToLive is { } given && given < _options.DeliveryTimeout ? given : _options.DeliveryTimeout;
        using CancellationTokenSource time = new(limit, Time);
        try
        {
            if (!await _broker.DeliverAsync(address, message, target, token, activation, time.Token).ConfigureAwait(false)
                && time.IsCancellationRequested)
            {
                _broker.DeadLetters.Add(message, address, DeadLetterReason.MailboxFull);
            }
        }
        catch (Exception exception)
        {
            FailDelivery(exception, message, target, token);
        }
        finally
        {
            if (activation.Limit is { } reached)
            {
                CountOverQuota(reached, quota.Key);
            }

            _pendingDeliveries.Leave(address, quota);
        }
    }

    /// <summary>Takes the payload out of the frames and leaves the envelope.</summary>
    private bool TryReadBody(MultipartMessage frames, int empty, PeerHeader header, out object message, out Exception? problem)
    {
        problem = null;
        int body = empty + 2;
        try
        {
            message = header.IsCall
                ? ReceivedCall.Read(frames, body, header.Type, Serializer)
                : header.Type.Length > 0
                ? ActorPayload.ReadNamed(frames, body, header.Type, Serializer, header.Address)
                : PlacedAsk.TakeRaw(frames, body);
        }
        catch (Exception exception)
        {
            message = string.Empty;
            problem = exception;
            return false;
        }

        PeerEnvelope.Truncate(frames, empty);
        return true;
    }

    private void Refuse(MultipartMessage frames, int empty, bool correlated, ReplyStatus status, string text)
    {
        if (correlated && Correlation.RequestId(frames[empty - 1].Span) == 0)
        {
            frames.Dispose();
            return;
        }

        Answer(frames, correlated, status, text);
    }
}
