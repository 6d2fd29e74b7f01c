
namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        if (target is not null && target.IsAskedBy(this, token))
        {
            return PostResult.AsksItself;
        }

        if (BrokerEnd.Of(_broker) is { AdmitsCaller: false })
        {
            return PostResult.Closed;
        }

        message = TrackedMessage.Wrap(message);
        PostResult result = _mailbox.TryAdd(_options.Bound, message, target, token);
        if (result == PostResult.Accepted)
        {
            Schedule();
            return PostResult.Accepted;
        }

        return result == PostResult.Full ? PostToFull(message, target, token) : result;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken) =>
        PostUnlessStopped(message, target, token, cancellationToken, out ValueTask posting)
            ? posting
            : ValueTask.FromException(Refuse(message, PostResult.Stopped));

    /// <summary>Does what <see cref="PostAsync"/> does, unless the mailbox is closed: then the message is still the sender's.</summary>
    /// <returns>False if the mailbox is closed.</returns>
    public bool PostUnlessStopped(
        object message, ReplyTarget? target, uint token, CancellationToken cancellationToken, out ValueTask posting)
    {
        PostResult result = TryPost(message, target, token);
        posting = default;
        if (result == PostResult.Full)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                DeadLetterFeed.Release(message);
                posting = ValueTask.FromCanceled(cancellationToken);
                return true;
            }

            ActorCell? caller = CallerContext.Find(out int handling);
            if (caller == this && IsStillHandling(handling))
            {
                // Space comes with the next message that it handles, and it handles none while it waits.
                posting = ValueTask.FromException(Refuse(message, PostResult.Rejected));
                return true;
            }

            MailboxWaiter waiter = MailboxWaiter.Rent(this, TrackedMessage.Wrap(message), target, token, awaited: true, cancellationToken);
            waiter.SetCaller(caller, handling);
            result = _mailbox.AddOrWait(_options.Bound, _options.MaxWaitingSenders, waiter);
            if (result == PostResult.Full)
            {
                posting = waiter.TaskWithoutResult;
                waiter.StartDeadline(_broker.Deadlines, _broker.Options.TellTimeout);
                waiter.Observe();
                return true;
            }

            waiter.Forget();
            if (result == PostResult.Accepted)
            {
                Schedule();
            }
        }

        if (result is not (PostResult.Accepted or PostResult.Stopped))
        {
            posting = ValueTask.FromException(Refuse(message, result));
        }

        return result != PostResult.Stopped;
    }

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        if (!PostAskUnlessStopped(message, target, token))
        {
            _ = target.TryFail(Refuse(message, PostResult.Stopped), token);
        }
    }

    /// <summary>Does what <see cref="PostAsk(object, ReplyTarget, uint)"/> does, unless the mailbox is closed: then the message is still the sender's.</summary>
    /// <returns>False if the mailbox is closed.</returns>
    public bool PostAskUnlessStopped(object message, ReplyTarget target, uint token)
    {
        PostResult result = TryPost(message, target, token);
        if (result == PostResult.Full)
        {
            // This waiter is not awaited: the ask has a deadline of its own, and withdraws the waiter when it ends. The broker's own messages are few.
            MailboxWaiter waiter = MailboxWaiter.Rent(this, TrackedMessage.Wrap(message), target, token, awaited: false);
            int longest = target == IgnoredReply.Instance ? int.MaxValue : _options.MaxWaitingSenders;
            result = _mailbox.AddOrWait(_options.Bound, longest, waiter);
            if (result == PostResult.Full)
            {
                target.SetQueueEntry(waiter, token);
                if (_parts is { StartFailure: not null })
                {
                    // No turn would read the queue before the next attempt to start.
                    Schedule();
                }

                return true;
            }

            waiter.Forget();
            if (result == PostResult.Accepted)
            {
                Schedule();
            }
        }

        if (result is not (PostResult.Accepted or PostResult.Stopped))
        {
            _ = target.TryFail(Refuse(message, result), token);
        }

        return result != PostResult.Stopped;
    }

    private void Schedule()
    {
        // The message must be visible before the flag is read: a turn clears the flag first and looks for messages then, so one
        // of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_scheduled == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
        {
            QueueFirst();
        }
    }

    private PostResult PostToFull(object message, ReplyTarget? target, uint token)
    {
        switch (_options.FullMailbox)
        {
            case FullMailboxPolicy.Wait:
                return PostResult.Full;
            case FullMailboxPolicy.Fail:
                return PostResult.Rejected;
            case FullMailboxPolicy.DropNewest:
                Drop(new Envelope(message, target, token), DeadLetterReason.MailboxFull, new MailboxFullException(_address, _options.Bound));
                return PostResult.Accepted;
            default:
                return ReplaceOldest(message, target, token);
        }
    }

    private PostResult ReplaceOldest(object message, ReplyTarget? target, uint token)
    {
        PostResult result;
        if (_mailbox.HasLevels)
        {
            result = _mailbox.AddOrReplace(_options.Bound, new Envelope(message, target, token), out Envelope? dropped);
            if (dropped is { } lost)
            {
                Drop(lost, DeadLetterReason.MailboxFull, new MailboxFullException(_address, _options.Bound));
            }

            if (result == PostResult.Accepted)
            {
                Schedule();
            }

            return result;
        }

        do
        {
            if (_mailbox.TryTakeOldest(out Envelope oldest))
            {
                Drop(oldest, DeadLetterReason.MailboxFull, new MailboxFullException(_address, _options.Bound));
            }

            result = _mailbox.TryAdd(_options.Bound, message, target, token);
        }
        while (result == PostResult.Full);

        if (result == PostResult.Accepted)
        {
            Schedule();
        }

        return result;
    }

    /// <summary>Makes a dead letter of a message that was accepted, and fails its ask.</summary>
    private void Drop(in Envelope envelope, DeadLetterReason reason, Exception answer)
    {
        // In this order: a caller that has the failure sees the dead letter in the count.
        _broker.DeadLetters.Add(envelope.Message, _address, reason);
        _ = envelope.Target?.TryFail(answer, envelope.Token);
    }

    /// <summary>Makes a dead letter of a message that was not accepted, and returns the exception for its sender.</summary>
    private Exception Refuse(object message, PostResult result)
    {
        if (result == PostResult.AsksItself)
        {
            DeadLetterFeed.Release(message);
            return AsksItself();
        }

        if (result is PostResult.Stopped or PostResult.Closed)
        {
            _broker.DeadLetters.Add(message, _address, DeadLetterReason.Stopped);
            return result == PostResult.Stopped
                ? new ActorStoppedException(_address)
                : new ActorStoppedException($"Actor '{_address}' takes no more messages from outside: its broker ends, or has ended.", _address);
        }

        _broker.DeadLetters.Add(message, _address, DeadLetterReason.MailboxFull);
        return result == PostResult.TooManyWait
            ? new MailboxFullException(_address, _options.Bound, _options.MaxWaitingSenders)
            : new MailboxFullException(_address, _options.Bound);
    }

    private InvalidOperationException AsksItself() => new(
        $"Actor '{_address}' asks itself: it handles one message at a time, so the answer could never come. "
        + "Call the method directly, or tell and handle the answer as a message of its own.");
}
