namespace ZmqNative.Actors;

/// <summary>The routees that a router has made itself. In turns of the router's actor, or before its first one.</summary>
internal sealed class RouterPool(Router router, Func<Actor> factory, PoolOptions options)
{
    // Numbers are not used again: the routee that had one may still be draining.
    private int _lastNumber;

    // The number of intervals in a row with a load under the limit.
    private int _quiet;

    public PoolOptions Options => options;

    /// <summary>Makes the first routees.</summary>
    public void Fill(ActorCell cell) => Add(cell, options.Min);

    /// <summary>Changes the number of routees by the load.</summary>
    public void Resize(ActorCell cell)
    {
        List<ActorCell> routees = [.. router.Routees.OfType<ActorCell>().Where(routee => routee.Parent == cell)];
        double load = 0;
        foreach (ActorCell routee in routees)
        {
            load += routee.Load + routee.WaitingSenders;
        }

        load /= Math.Max(1, routees.Count);
        bool isQuiet = load < options.ShrinkBelow && routees.Count > options.Min;
        _quiet = isQuiet ? _quiet + 1 : 0;
        if (routees.Count < options.Min)
        {
            Add(cell, options.Min - routees.Count);
        }
        else if (load > options.GrowAbove)
        {
            Add(cell, Math.Min(options.Max - routees.Count, Math.Max(1, routees.Count / 4)));
        }
        else if (_quiet >= options.ShrinkAfter)
        {
            _quiet = 0;
            Remove(routees);
        }
    }

    private void Add(ActorCell cell, int count)
    {
        Children children = cell.EnsureParts().EnsureChildren();
        for (int i = 0; i < count; i++)
        {
            _lastNumber++;
            _ = router.Add(children.Spawn($"{_lastNumber}", factory, options.Actor));
        }
    }

    // The newest one of the least loaded. Senders that still find it are sent to another one: its mailbox is closed at once.
    private void Remove(List<ActorCell> routees)
    {
        ActorCell least = routees[^1];
        foreach (ActorCell routee in routees)
        {
            least = routee.Load <= least.Load ? routee : least;
        }

        _ = router.Remove(least);
        ActorLifecycle.RequestStop(least, drain: true);
    }
}
