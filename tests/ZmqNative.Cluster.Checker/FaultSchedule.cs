namespace ZmqNative.Cluster.Checker;

/// <summary>The order of the faults: each kind once in a random order, so that none is missing in a short run, then kinds at random.</summary>
internal sealed class FaultSchedule
{
    private readonly Random _random;
    private readonly IReadOnlyList<string> _kinds;
    private readonly Queue<string> _first;

    /// <param name="kinds">The kinds.</param>
    /// <param name="random">The source of the order.</param>
    public FaultSchedule(IReadOnlyList<string> kinds, Random random)
    {
        string[] first = [.. kinds];
        random.Shuffle(first);
        _random = random;
        _kinds = kinds;
        _first = new Queue<string>(first);
    }

    /// <summary>Whether there are kinds that <see cref="Next"/> has not returned yet.</summary>
    public bool IsFirstRound => _first.Count > 0;

    /// <summary>Returns the kind of the next fault.</summary>
    public string Next() => _first.TryDequeue(out string? kind) ? kind : _kinds[_random.Next(_kinds.Count)];
}
