namespace ZmqNative.Actors;

/// <summary>Whoever lives at an address when a message is sent: a keyed actor is activated by it.</summary>
internal sealed class AddressRef(Broker broker, string address) : ActorRef
{
    // Who it was the last time; looked up again once that one has stopped.
    private ActorCell? _cell;

    public override string Address => address;

    internal override Broker Owner => broker;

    internal override int Load => broker.Find(address)?.Load ?? 0;

    internal override bool HasRoom => broker.Find(address)?.HasRoom ?? true;

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

        return PostResult.NotFound;
    }

    internal override ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken)
    {
        while (Find() is { } cell)
        {
            // Looks first, so that a message is not refused by an actor that makes place for its successor.
            PostResult result = cell.TryPost(message, target, token);
            if (result == PostResult.Accepted)
            {
                return default;
            }

            if (result != PostResult.Stopped || !IsReplaced(cell))
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
            PostResult result = cell.TryPost(message, target, token);
            if (result == PostResult.Accepted)
            {
                return;
            }

            if (result != PostResult.Stopped || !IsReplaced(cell))
            {
                cell.PostAsk(message, target, token);
                return;
            }
        }

        _ = target.TryFail(NotFound(message), token);
    }

    internal override void Watch(ActorCell watcher)
    {
        // Who is not there has stopped, as far as a watcher can tell. Watching activates nobody.
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
            _cell = cell = broker.FindOrActivate(address);
        }

        return cell;
    }

    // An actor that stops is still registered until it has; a keyed one is replaced as soon as somebody writes to it.
    private bool IsReplaced(ActorCell stopping)
    {
        ActorCell? current = broker.FindOrReplace(address, stopping);
        _cell = current;
        return current != stopping;
    }

    private ActorNotFoundException NotFound(object message)
    {
        broker.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
        return new ActorNotFoundException(address);
    }
}
