namespace ZmqNative.Actors;

/// <summary>The actors that an actor watches, and those that watch it.</summary>
/// <remarks>
/// An actor is watched once, however many equal references to it are given. The notification of its stop has the reference that was given
/// first, and that object tells which watch has ended: the address may have another actor by then, which is watched, too.
/// </remarks>
internal sealed class DeathWatch(ActorCell cell)
{
    private List<(ActorCell Watcher, ActorRef As)>? _watchers;

    // The references that were given, found by any equal reference.
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

            // The notification of its stop is pending; it would be taken for one about its successor at the address.
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
        // Compared as objects: an actor that stops ends its watches while its successor, an equal reference, may begin its own.
        int index = _watchers?.FindIndex(other => other.Watcher == watcher && ReferenceEquals(other.As, named)) ?? -1;
        if (index >= 0)
        {
            _watchers!.RemoveAt(index);
        }
    }

    /// <summary>Gives the actor an <see cref="ActorStopped"/> for a watched one that has stopped.</summary>
    public void HandleTerminated(ActorRef actor, Exception? cause)
    {
        // Not if it was unwatched meanwhile.
        if (_watched is { } watched && watched.TryGetValue(actor, out ActorRef? known) && ReferenceEquals(known, actor))
        {
            _ = watched.Remove(actor);
            Notify(actor, cause);
        }
    }

    /// <summary>Notifies the watchers that the actor has stopped, and ends its own watches.</summary>
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
