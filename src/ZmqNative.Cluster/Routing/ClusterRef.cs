using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Cluster;

/// <summary>A reference to a keyed actor of the cluster: a message goes to the broker that owns its shard when it is sent.</summary>
/// <param name="routing">The routes of the cluster.</param>
/// <param name="address">The address.</param>
internal sealed partial class ClusterRef(ClusterRouting routing, string address) : ActorRef, IPlacedRef
{
    // Attempts to send before a message counts as refused by the owner: a shard may be closed between the look at its route and the sending.
    private const int MaxAttempts = 8;

    private readonly ShardSlot _slot = routing.SlotOf(address);

    // The reference for the last route; looked up again when the shard has moved.
    private Resolved? _resolved;

    public override string Address => address;

    public ActorRef Self => this;

    internal override Broker Owner => routing.Broker;

    internal override int Load => TryResolve(out _)?.Actor.Load ?? 0;

    internal override bool HasSpace => TryResolve(out _)?.Actor.HasSpace ?? false;

    internal override bool NeedsThreadPool => TryResolve(out _)?.Actor.NeedsThreadPool ?? false;

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        if (target is not null)
        {
            PostAsk(message, target, token);
            return PostResult.Accepted;
        }

        if (TryResolve(out Exception? failure) is not { } resolved)
        {
            return failure is null ? PostResult.Full : PostResult.Unsendable;
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
            Resolved? resolved = TryResolve(out Exception? failure);
            if (failure is not null)
            {
                return RefuseAsync(message, failure);
            }

            if (resolved is not null && TryPost(resolved, message, cancellationToken, out ValueTask posting))
            {
                return posting;
            }

            WaitingMessage waiting = new(this, message, null, 0) { RefusedBy = resolved?.Route };
            if (_slot.TryAdd(waiting, out failure))
            {
                return WaitAsync(waiting, cancellationToken);
            }

            if (failure is not null)
            {
                waiting.Fail(failure, ReasonOf(failure));
                return new ValueTask(waiting.Sent);
            }
        }

        Owner.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
        return ValueTask.FromException(new ActorNotFoundException(address));
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
        if (TryResolve(out Exception? failure) is not { } resolved)
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = this, Cause = failure });
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
        if (TryResolve(out _) is { Route.IsLocal: false } resolved)
        {
            resolved.Actor.Unwatch(watcher);
        }
        else
        {
            Owner.Find(address)?.UnwatchAs(watcher, this);
        }
    }

    internal override Exception? FindSendFailure(object message) =>
        TryResolve(out Exception? failure) is { } resolved ? resolved.Actor.FindSendFailure(message) : failure;

    internal override string DescribeConnections() =>
        TryResolve(out Exception? failure) is { } resolved ? resolved.Actor.DescribeConnections()
        : failure is null ? $" Shard {_slot.Shard} of the cluster has no owner now: {routing.Describe()}"
        : $" No connection to the owner of shard {_slot.Shard} of the cluster can be made: {ErrorText.MessageOf(failure)}";

    // The connection of the last message: the route may have changed since, and one that is not there has no answer.
    internal override IReadOnlyCollection<BrokerClient> FindClients() => _resolved?.Actor.FindClients() ?? [];

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
                Owner.DeadLetters.Add(message, address, ReasonOf(failure), failure);
                return;
            }

            Resolved? resolved = TryResolve(out failure);
            if (failure is not null)
            {
                Owner.DeadLetters.Add(message, address, DeadLetterReason.Unsendable, failure);
                return;
            }

            if (resolved is not null)
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
            Resolved? resolved = TryResolve(out Exception? failure);
            if (failure is not null)
            {
                new WaitingMessage(this, message, target, token).Fail(failure, DeadLetterReason.Unsendable);
                return;
            }

            bool isNewer = resolved is not null && (resolved.Route.Fence > after || (resolved.Route.Fence == after && resolved.Route.Hold is { IsValid: true }));
            if (isNewer && TryAsk(resolved!, message, target, token))
            {
                return;
            }

            WaitingMessage waiting = new(this, message, target, token) { After = after, RefusedBy = isNewer ? resolved!.Route : null };
            if (_slot.TryAdd(waiting, out failure))
            {
                routing.NoteWaiting();
                return;
            }

            if (failure is not null)
            {
                waiting.Fail(failure, ReasonOf(failure));
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

    private static DeadLetterReason ReasonOf(Exception failure) =>
        failure is MailboxFullException ? DeadLetterReason.MailboxFull : DeadLetterReason.Stopped;

    private ValueTask RefuseAsync(object message, Exception failure)
    {
        Owner.DeadLetters.Add(message, address, DeadLetterReason.Unsendable, failure);
        return ValueTask.FromException(failure);
    }

    // Null without an owner, and with a failure if there is no connection to it: libzmq may refuse the endpoint that a member has announced.
    private Resolved? TryResolve(out Exception? failure)
    {
        Resolved? last = _resolved;
        if (last is not null && last.Route == _slot.Route)
        {
            failure = null;
            return last;
        }

        return ResolveNow(out failure);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Senders get it, each in its own way: some of them send to several receivers.")]
    private Resolved? ResolveNow(out Exception? failure)
    {
        failure = null;
        try
        {
            return _slot.Route is { } route ? Resolve(route) : null;
        }
        catch (Exception exception)
        {
            failure = exception;
            return null;
        }
    }

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
