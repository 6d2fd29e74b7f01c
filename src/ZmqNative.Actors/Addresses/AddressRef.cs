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

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken) =>
        PostIfHere(message, target, token, cancellationToken, out ValueTask posting, out ActorCell? stopped) ? posting
        : stopped is not null ? stopped.PostAsync(message, target, token, cancellationToken)
        : ValueTask.FromException(NotFound(message));

    internal override void PostAsk(object message, ReplyTarget target, uint token)
    {
        if (PostAskIfHere(message, target, token, out ActorCell? stopped))
        {
            return;
        }

        if (stopped is not null)
        {
            stopped.PostAsk(message, target, token);
        }
        else
        {
            _ = target.TryFail(NotFound(message), token);
        }
    }

    /// <summary>Does what <see cref="PostAsync"/> does, unless the address has no actor that takes messages: then the message is still the sender's.</summary>
    /// <param name="message">The message.</param>
    /// <param name="target">The target of the answer; null for a tell.</param>
    /// <param name="token">The number of the use of the target.</param>
    /// <param name="cancellationToken">Ends the wait for space.</param>
    /// <param name="posting">The task of the wait.</param>
    /// <param name="stopped">The actor that has stopped, or is stopping, and is not replaced; null if there is none.</param>
    /// <returns>False if there is no such actor.</returns>
    public bool PostIfHere(
        object message, ReplyTarget? target, uint token, CancellationToken cancellationToken, out ValueTask posting, out ActorCell? stopped)
    {
        stopped = null;
        while (Find() is { } cell)
        {
            // A keyed actor may be passivated at any moment, also between an attempt that found no space and the wait for it: its successor gets the
            // message.
            if (cell.PostUnlessStopped(message, target, token, cancellationToken, out posting))
            {
                return true;
            }

            if (!IsReplaced(cell))
            {
                stopped = cell;
                break;
            }
        }

        posting = default;
        return false;
    }

    /// <summary>Does what <see cref="PostAsk"/> does, unless the address has no actor that takes messages: then the message is still the sender's.</summary>
    /// <inheritdoc cref="PostIfHere"/>
    public bool PostAskIfHere(object message, ReplyTarget target, uint token, out ActorCell? stopped)
    {
        stopped = null;
        while (Find() is { } cell)
        {
            if (cell.PostAskUnlessStopped(message, target, token))
            {
                return true;
            }

            if (!IsReplaced(cell))
            {
                stopped = cell;
                break;
            }
        }

        return false;
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
