namespace ZmqNative.Actors;

/// <summary>The actors that an actor watches, and those that watch it.</summary>
internal sealed class DeathWatch(ActorCell cell)
{
    private List<(ActorCell Watcher, ActorRef As)>? _watchers;
    private HashSet<ActorRef>? _watched;

    public void Watch(ActorRef actor)
    {
        if ((_watched ??= []).Add(actor))
        {
            actor.Watch(cell);
        }
    }

    public void Unwatch(ActorRef actor)
    {
        if (_watched?.Remove(actor) == true)
        {
            actor.Unwatch(cell);
        }
    }

    public void AddWatcher(ActorCell watcher, ActorRef named) => (_watchers ??= []).Add((watcher, named));

    public void RemoveWatcher(ActorCell watcher, ActorRef named) => _ = _watchers?.Remove((watcher, named));

    /// <summary>A watched actor has stopped: the actor gets an <see cref="ActorStopped"/>.</summary>
    public void HandleTerminated(ActorRef actor, Exception? cause)
    {
        // Not if it was unwatched meanwhile.
        if (_watched?.Remove(actor) == true)
        {
            cell.EnsureParts().EnsurePriority().Add(new Envelope(new ActorStopped(actor, cause), null, 0));
        }
    }

    /// <summary>The actor has stopped: tells its watchers, and watches no more.</summary>
    public void End()
    {
        foreach ((ActorCell watcher, ActorRef named) in _watchers ?? [])
        {
            watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = named });
        }

        foreach (ActorRef watched in _watched ?? [])
        {
            watched.Unwatch(cell);
        }

        _watchers = null;
        _watched = null;
    }
}
