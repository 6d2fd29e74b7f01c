namespace ZmqNative.Actors;

/// <summary>The children of an actor that have not stopped, by address.</summary>
internal sealed class Children(ActorCell parent)
{
    // Its lock guards it against readers on other threads; only the parent's turns change it.
    private readonly Dictionary<string, ActorCell> _children = new(StringComparer.Ordinal);

    public int Count => _children.Count;

    public ActorRef[] List()
    {
        lock (_children)
        {
            return [.. _children.Values];
        }
    }

    /// <exception cref="ActorStoppedException">The parent is stopping.</exception>
    /// <exception cref="InvalidOperationException">The parent is being restarted.</exception>
    public ActorCell Spawn(string name, Func<Actor> factory, ActorOptions? options)
    {
        if (parent.Status is ActorStatus.Stopping or ActorStatus.Stopped)
        {
            throw new ActorStoppedException(parent.Address);
        }

        if (parent.Status == ActorStatus.Restarting)
        {
            throw new InvalidOperationException(
                $"Actor '{parent.Address}' is being restarted: its children have been stopped. Spawn those of the next instance in OnStartedAsync.");
        }

        ActorCell child = parent.Owner.SpawnCell($"{parent.Address}/{name}", factory, options, parent);
        lock (_children)
        {
            _children[child.Address] = child;
        }

        return child;
    }

    /// <summary>Removes a child that has stopped; after the last one the parent stops or restarts, if that is due.</summary>
    public ValueTask RemoveAsync(ActorCell child)
    {
        lock (_children)
        {
            // A child of the same name may have been spawned since.
            if (_children.TryGetValue(child.Address, out ActorCell? current) && current == child)
            {
                _ = _children.Remove(child.Address);
            }
        }

        return (parent.Status, _children.Count) switch
        {
            (ActorStatus.Stopping, 0) => ActorLifecycle.FinishStopAsync(parent),
            (ActorStatus.Restarting, 0) => parent.Parts!.Supervisor!.PauseAsync(),
            _ => default,
        };
    }

    public void StopAll(bool drain)
    {
        lock (_children)
        {
            foreach (ActorCell child in _children.Values)
            {
                ActorLifecycle.RequestStop(child, drain);
            }
        }
    }
}
