namespace ZmqNative.Actors;

/// <summary>The actors that an actor watches, and those that watch it.</summary>
/// <remarks>
/// An actor is watched once, however many equal references to it are given. Its end is told by the reference that was given first, and by
/// that one object it is known which watch has ended: the address may have another actor by then, which is watched, too.
/// </remarks>
internal sealed class DeathWatch(ActorCell cell)
{
    private List<(ActorCell Watcher, ActorRef As)>? _watchers;

    // The references that were given, by any that is equal.
    private Dictionary<ActorRef, ActorRef>? _watched;

    public void Watch(ActorRef actor)
    {
        _watched ??= [];
        if (_watched.TryGetValue(actor, out ActorRef? known))
        {
            if (ReferenceEquals(known, actor) || known is not ActorCell { Status: ActorStatus.Stopped })
            {
                return;
            }

            // The message that it has stopped is on its way; it would be taken for one about its successor at the address.
            _ = _watched.Remove(known);
            Notify(known, null);
        }

        _watched.Add(actor, actor);
        actor.Watch(cell);
    }

    public void Unwatch(ActorRef actor)
    {
        if (_watched is { } watched && watched.Remove(actor, out ActorRef? known))
        {
            known.Unwatch(cell);
        }
    }

    public void AddWatcher(ActorCell watcher, ActorRef named) => (_watchers ??= []).Add((watcher, named));

    public void RemoveWatcher(ActorCell watcher, ActorRef named)
    {
        // The very ones: an actor that stops ends its watches while its successor, an equal reference, may begin its own.
        int index = _watchers?.FindIndex(other => other.Watcher == watcher && ReferenceEquals(other.As, named)) ?? -1;
        if (index >= 0)
        {
            _watchers!.RemoveAt(index);
        }
    }

    /// <summary>A watched actor has stopped: the actor gets an <see cref="ActorStopped"/>.</summary>
    public void HandleTerminated(ActorRef actor, Exception? cause)
    {
        // Not if it was unwatched meanwhile.
        if (_watched is { } watched && watched.TryGetValue(actor, out ActorRef? known) && ReferenceEquals(known, actor))
        {
            _ = watched.Remove(actor);
            Notify(actor, cause);
        }
    }

    /// <summary>The actor has stopped: tells its watchers, and watches no more.</summary>
    public void End()
    {
        foreach ((ActorCell watcher, ActorRef named) in _watchers ?? [])
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = named });
        }

        foreach (ActorRef watched in _watched?.Values ?? Enumerable.Empty<ActorRef>())
        {
            watched.Unwatch(cell);
        }

        _watchers = null;
        _watched = null;
    }

    private void Notify(ActorRef actor, Exception? cause) =>
        cell.EnsureParts().EnsurePriority().Add(new Envelope(new ActorStopped(actor, cause), null, 0));
}
