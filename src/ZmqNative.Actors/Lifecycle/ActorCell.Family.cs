namespace ZmqNative.Actors;

internal sealed partial class ActorCell
{
    /// <summary>The living children.</summary>
    public IReadOnlyList<ActorRef> ListChildren()
    {
        if (_extras?.Children is not { } children)
        {
            return [];
        }

        lock (children)
        {
            return [.. children.Values];
        }
    }

    public ActorRef SpawnChild(string name, Func<Actor> factory, ActorOptions? options)
    {
        if (_status is ActorStatus.Stopping or ActorStatus.Stopped)
        {
            throw new ActorStoppedException(_address);
        }

        Dictionary<string, ActorCell> children = Extras.Children ??= new(StringComparer.Ordinal);
        ActorCell child = _broker.SpawnCell($"{_address}/{name}", factory, options, this);
        lock (children)
        {
            children[child.Address] = child;
        }

        return child;
    }

    internal override void Watch(ActorCell watcher) => WatchAs(watcher, this);

    internal override void Unwatch(ActorCell watcher) => UnwatchAs(watcher, this);

    /// <summary>Lets the watcher know when this actor stops, by the reference that it watches.</summary>
    public void WatchAs(ActorCell watcher, ActorRef named) => Send(new Signal(SignalKind.Watch) { Actor = watcher, As = named });

    public void UnwatchAs(ActorCell watcher, ActorRef named) => Send(new Signal(SignalKind.Unwatch) { Actor = watcher, As = named });

    public void BeginWatching(ActorRef actor)
    {
        if ((Extras.Watched ??= []).Add(actor))
        {
            actor.Watch(this);
        }
    }

    public void EndWatching(ActorRef actor)
    {
        if (_extras?.Watched?.Remove(actor) == true)
        {
            actor.Unwatch(this);
        }
    }

    private void WatchedStopped(ActorRef actor, Exception? cause)
    {
        // Not if it was unwatched meanwhile.
        if (_extras?.Watched?.Remove(actor) == true)
        {
            _extras.Front.Enqueue(new Envelope(new ActorStopped(actor, cause), null, 0));
        }
    }

    private ValueTask ChildStoppedAsync(ActorCell child)
    {
        ActorExtras extras = _extras!;
        lock (extras.Children!)
        {
            // A child of the same name may have been spawned since.
            if (extras.Children.TryGetValue(child.Address, out ActorCell? current) && current == child)
            {
                _ = extras.Children.Remove(child.Address);
            }
        }

        return (_status, extras.Children.Count) switch
        {
            (ActorStatus.Stopping, 0) => FinishStopAsync(),
            (ActorStatus.Restarting, 0) => PauseAsync(extras),
            _ => default,
        };
    }

    private static void StopChildren(ActorExtras extras)
    {
        if (extras.Children is { } children)
        {
            lock (children)
            {
                foreach (ActorCell child in children.Values)
                {
                    child.RequestStop(extras.IsDraining);
                }
            }
        }
    }
}
