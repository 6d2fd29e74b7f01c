namespace ZmqNative.Cluster;

/// <summary>A reference to a keyed actor of the cluster: a message goes to the broker that owns its shard when it is sent.</summary>
/// <param name="routing">The routes of the cluster.</param>
/// <param name="address">The address.</param>
internal sealed class ClusterRef(ClusterRouting routing, string address) : ActorRef, IPlacedRef
{
    // Attempts to send before a message counts as refused by the owner: a shard may be closed between the look at its route and the sending.
    private const int MaxAttempts = 8;

    // Between two looks whether a message that has timed out while it was being sent waits again.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly ShardSlot _slot = routing.SlotOf(address);

    // The reference for the last route; looked up again when the shard has moved.
    private Resolved? _resolved;

    public override string Address => address;

    public ActorRef Self => this;

    internal override Broker Owner => routing.Broker;

    internal override int Load => Resolve()?.Actor.Load ?? 0;

    internal override bool HasSpace => Resolve()?.Actor.HasSpace ?? false;

    internal override bool NeedsThreadPool => Resolve()?.Actor.NeedsThreadPool ?? false;

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return PostResult.Accepted;
        }

        if (Resolve() is not { } resolved)
        {
            return PostResult.Full;
        }

        PostResult result = resolved.Actor.TryPost(message, null, 0);
        return result is PostResult.Stopped or PostResult.NotFound && MayMove(resolved.Route) ? PostResult.Full : result;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return default;
        }

        for (int i = 0; i < MaxAttempts; i++)
        {
            Resolved? resolved = Resolve();
            if (resolved is not null && TryPost(resolved, message, cancellationToken, out ValueTask posting))
            {
                return posting;
            }

            WaitingMessage waiting = new(this, message, null, 0) { RefusedBy = resolved?.Route };
            if (_slot.TryAdd(waiting, out Exception? failure))
            {
                return WaitAsync(waiting, cancellationToken);
            }

            if (failure is not null)
            {
                waiting.Fail(failure, failure is MailboxFullException ? DeadLetterReason.MailboxFull : DeadLetterReason.Stopped);
                return new ValueTask(waiting.Sent);
            }
        }

        return RefuseAsync(message);
    }

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        if (target == IgnoredReply.Instance)
        {
            Forward(message, default);
        }
        else
        {
            Ask(message, target, token, after: default);
        }
    }

    internal override void Watch(ActorCell watcher)
    {
        if (Resolve() is not { } resolved)
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = this });
        }
        else if (resolved.Route.IsLocal && Owner.Find(address) is { } cell)
        {
            cell.WatchAs(watcher, this);
        }
        else if (resolved.Route.IsLocal)
        {
            // For a watcher an actor that does not exist has stopped. Watching makes no keyed actor.
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = this });
        }
        else
        {
            resolved.Actor.Watch(watcher);
        }
    }

    internal override void Unwatch(ActorCell watcher)
    {
        if (Resolve() is { Route.IsLocal: false } resolved)
        {
            resolved.Actor.Unwatch(watcher);
        }
        else
        {
            Owner.Find(address)?.UnwatchAs(watcher, this);
        }
    }

    internal override Exception? FindSendFailure(object message) => Resolve()?.Actor.FindSendFailure(message);

    internal override string DescribeConnections() => Resolve() is { } resolved
        ? resolved.Actor.DescribeConnections()
        : $" Shard {_slot.Shard} of the cluster has no owner now: {routing.Describe()}";

    public void AskAgain(object message, ReplyTarget target, uint token, Fence fence) => Ask(message, target, token, fence);

    /// <summary>Passes on a tell that was sent to this broker with a fence, which is not that of its ownership. Its sender does not wait.</summary>
    public void Forward(object message, Fence fence)
    {
        WaitingMessage waiting = new(this, message, null, 0) { After = fence };
        for (int i = 0; i < MaxAttempts; i++)
        {
            if (_slot.TryAdd(waiting, out Exception? failure))
            {
                _ = WaitQuietlyAsync(waiting);
                return;
            }

            if (failure is not null)
            {
                Owner.DeadLetters.Add(message, address, DeadLetterReason.Stopped, failure);
                return;
            }

            if (Resolve() is { } resolved)
            {
                if (TryPost(resolved, message, CancellationToken.None, out ValueTask posting))
                {
                    _ = waiting.CompleteAsync(posting);
                    return;
                }

                waiting.RefusedBy = resolved.Route;
            }
        }

        Owner.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
    }

    /// <summary>Sends a message that has waited; it was taken. By the sending loop of the slot.</summary>
    /// <returns>False if the owner takes it no more: the message waits again.</returns>
    public bool TrySend(ShardRoute route, WaitingMessage waiting)
    {
        Resolved resolved = Resolve(route);
        if (waiting.Target is { } target)
        {
            return TryAsk(resolved, waiting.Message, target, waiting.Token);
        }

        if (!TryPost(resolved, waiting.Message, CancellationToken.None, out ValueTask posting))
        {
            return false;
        }

        // Not awaited: a full mailbox must not hold up other keys of the shard.
        _ = waiting.CompleteAsync(posting);
        return true;
    }

    /// <summary>Notes that a message for this actor waits again.</summary>
    public void NoteWaiting() => routing.NoteWaiting();

    private void Ask(object message, ReplyTarget target, uint token, Fence after)
    {
        for (int i = 0; i < MaxAttempts; i++)
        {
            Resolved? resolved = Resolve();
            bool isNewer = resolved is not null && (resolved.Route.Fence > after || (resolved.Route.Fence == after && resolved.Route.Hold is { IsValid: true }));
            if (isNewer && TryAsk(resolved!, message, target, token))
            {
                return;
            }

            WaitingMessage waiting = new(this, message, target, token) { After = after, RefusedBy = isNewer ? resolved!.Route : null };
            if (_slot.TryAdd(waiting, out Exception? failure))
            {
                routing.NoteWaiting();
                return;
            }

            if (failure is not null)
            {
                DeadLetterFeed.Release(message);
                _ = target.TryFail(failure, token);
                return;
            }
        }

        Owner.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
        _ = target.TryFail(new ActorNotFoundException(address), token);
    }

    private bool TryAsk(Resolved resolved, object message, ReplyTarget target, uint token)
    {
        if (resolved.Actor is not AddressRef local)
        {
            resolved.Actor.PostAsk(message, target, token);
            return true;
        }

        if (local.PostAskIfHere(message, target, token, out _))
        {
            return true;
        }

        if (MayMove(resolved.Route))
        {
            return false;
        }

        local.PostAsk(message, target, token);
        return true;
    }

    private bool TryPost(Resolved resolved, object message, CancellationToken cancellationToken, out ValueTask posting)
    {
        if (resolved.Actor is not AddressRef local)
        {
            posting = resolved.Actor.PostAsync(message, null, 0, cancellationToken);
            return true;
        }

        if (local.PostIfHere(message, null, 0, cancellationToken, out posting, out _))
        {
            return true;
        }

        if (MayMove(resolved.Route))
        {
            return false;
        }

        posting = local.PostAsync(message, null, 0, cancellationToken);
        return true;
    }

    // Whether an actor that takes no message here may take it elsewhere. What is not registered here exists nowhere else, either.
    private bool MayMove(ShardRoute route) => !route.IsLocal || (route.Hold!.IsClosed && Owner.IsShared(address));

    private ValueTask RefuseAsync(object message)
    {
        Owner.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
        return ValueTask.FromException(new ActorNotFoundException(address));
    }

    private async ValueTask WaitAsync(WaitingMessage waiting, CancellationToken cancellationToken)
    {
        routing.NoteWaiting();
        TimeSpan timeout = Owner.Options.TellTimeout;
        TimeSpan left = timeout;
        while (true)
        {
            try
            {
                await waiting.Sent.WaitAsync(left, Owner.Time, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && waiting.TryTake())
            {
                DeadLetterFeed.Release(waiting.Message);
                throw;
            }
            catch (TimeoutException) when (waiting.TryTake())
            {
                Owner.DeadLetters.Add(waiting.Message, address, DeadLetterReason.MailboxFull);
                throw new TellTimeoutException(address, timeout, DescribeConnections());
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                // It is being sent: the wait for space has its own limit. If it was sent since, that is the outcome; if the owner
                // refuses it, it waits again, and is to be taken then.
                _ = await Task.WhenAny(waiting.Sent, Task.Delay(LookInterval, Owner.Time, CancellationToken.None)).ConfigureAwait(false);
                if (waiting.Sent.IsCompleted)
                {
                    await waiting.Sent.ConfigureAwait(false);
                    return;
                }

                left = TimeSpan.Zero;
            }
        }
    }

    private async Task WaitQuietlyAsync(WaitingMessage waiting)
    {
        try
        {
            await WaitAsync(waiting, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ZmqNativeException or InvalidOperationException)
        {
            // A dead letter already.
        }
    }

    private Resolved? Resolve() => _slot.Route is { } route ? Resolve(route) : null;

    private Resolved Resolve(ShardRoute route)
    {
        Resolved? resolved = _resolved;
        if (resolved is null || resolved.Route != route)
        {
            _resolved = resolved = new Resolved(route, route.CreateRef(this, address));
        }

        return resolved;
    }

    private sealed record Resolved(ShardRoute Route, ActorRef Actor);
}
