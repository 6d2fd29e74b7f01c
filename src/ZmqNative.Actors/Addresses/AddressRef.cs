using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>A reference by address: a message goes to the actor that has the address when it is sent, and a keyed actor is made by it.</summary>
/// <param name="broker">The broker of the actor.</param>
/// <param name="address">The address.</param>
/// <param name="activation">The limit of the keyed actors that messages activate; null if there is none.</param>
internal sealed class AddressRef(Broker broker, string address, PeerActivation? activation = null) : ActorRef
{
    // The last actor that was found; looked up again once it has stopped.
    private ActorCell? _cell;

    public override string Address => address;

    internal override Broker Owner => broker;

    internal override int Load => broker.Find(address)?.Load ?? 0;

    internal override bool HasSpace => broker.Find(address)?.HasSpace ?? true;

    internal override PostResult TryPost(object message, ReplyTarget? target, uint token)
    {
        while (Find() is { } cell)
        {
            PostResult result = cell.TryPost(message, target, token);
            if (result != PostResult.Stopped || !IsReplaced(cell))
            {
                return result;
            }
        }

        return activation?.Limit is null ? PostResult.NotFound : PostResult.OverQuota;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        while (Find() is { } cell)
        {
            // A keyed actor may be passivated at any moment, also between an attempt that found no space and the wait for it: its successor gets the
            // message.
            if (cell.PostUnlessStopped(message, target, token, cancellationToken, out ValueTask posting))
            {
                return posting;
            }

            if (!IsReplaced(cell))
            {
                return cell.PostAsync(message, target, token, cancellationToken);
            }
        }

        return ValueTask.FromException(NotFound(message));
    }

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        while (Find() is { } cell)
        {
            if (cell.PostAskUnlessStopped(message, target, token))
            {
                return;
            }

            if (!IsReplaced(cell))
            {
                cell.PostAsk(message, target, token);
                return;
            }
        }

        _ = target.TryFail(NotFound(message), token);
    }

    internal override void Watch(ActorCell watcher)
    {
        // For a watcher an actor that does not exist has stopped. Watching makes no keyed actor.
        if (broker.Find(address) is { } cell)
        {
            cell.WatchAs(watcher, this);
        }
        else
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = this });
        }
    }

    internal override void Unwatch(ActorCell watcher) => broker.Find(address)?.UnwatchAs(watcher, this);

    private ActorCell? Find()
    {
        ActorCell? cell = _cell;
        if (cell is null || cell.Status == ActorStatus.Stopped)
        {
            _cell = cell = broker.FindOrActivate(address, activation);
        }

        return cell;
    }

    // A stopping actor keeps its address until it has stopped; a keyed one is replaced by the next message to it.
    private bool IsReplaced(ActorCell stopping)
    {
        ActorCell? current = broker.FindOrReplace(address, stopping, activation);
        _cell = current;
        return current != stopping;
    }

    private ZmqNativeException NotFound(object message)
    {
        if (activation?.Limit is { } limit)
        {
            broker.DeadLetters.Add(message, address, DeadLetterReason.MailboxFull);
            return new MailboxFullException(limit, address);
        }

        broker.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
        return new ActorNotFoundException(address);
    }
}
