namespace ZmqNative.Cluster;

/// <summary>The tells of a shard that were handled: those that the log still has, and those that the present reading may still get. Guarded by the lock of the <see cref="ShardTells"/>.</summary>
internal sealed class HandledTells
{
    // By number, then by time: a log that has lost its last changes gives numbers again.
    private readonly SortedDictionary<(ulong Sequence, DateTimeOffset Time), DurableEntry> _left = [];

    // A reading that began anew before the removal may get them behind it.
    private readonly SortedDictionary<(ulong Sequence, DateTimeOffset Time), DurableEntry> _removed = [];

    /// <summary>The number of tells that the log still has.</summary>
    public int Count => _left.Count;

    /// <summary>The number of the last one that the log still has; 0 if there is none.</summary>
    public ulong Last => _left.Keys.LastOrDefault().Sequence;

    public void Add(DurableEntry entry) => _left[PlaceOf(entry)] = entry;

    /// <summary>Forgets all: their log is another one now.</summary>
    public void Clear()
    {
        _left.Clear();
        _removed.Clear();
    }

    /// <summary>Notes that a reading has got a tell.</summary>
    /// <returns>False if it is none that was handled.</returns>
    public bool TryRenew(DurableEntry entry)
    {
        bool isKnown = Has(_left, entry) || Has(_removed, entry);
        if (isKnown)
        {
            // The process of the engine may be another one now. One whose removal it has lost is removed again.
            _ = _removed.Remove(PlaceOf(entry));
            _left[PlaceOf(entry)] = entry;
        }

        return isKnown;
    }

    /// <summary>Notes that a tell was removed from the log.</summary>
    /// <param name="entry">The tell.</param>
    /// <param name="position">The number of the last entry that the present reading has got.</param>
    public void Remove(DurableEntry entry, ulong position)
    {
        // Not one that was read again meanwhile: the engine may have lost the removal.
        if (_left.TryGetValue(PlaceOf(entry), out DurableEntry? left) && ReferenceEquals(left, entry))
        {
            _ = _left.Remove(PlaceOf(entry));
            if (entry.Sequence > position)
            {
                _removed[PlaceOf(entry)] = entry;
            }
        }
    }

    /// <summary>Forgets the removed tells that the present reading cannot get any more.</summary>
    /// <param name="position">The number of the last entry that it has got.</param>
    public void Pass(ulong position)
    {
        while (_removed.Count > 0 && _removed.First().Key is var first && first.Sequence <= position)
        {
            _ = _removed.Remove(first);
        }
    }

    /// <summary>Returns the first tells in front of a number that the log still has, of each key one: those of a key are removed one after the other.</summary>
    /// <param name="end">The number.</param>
    /// <param name="most">The greatest number of tells.</param>
    public DurableEntry[] FindFirst(ulong end, int most) =>
        [.. _left.Values.TakeWhile(entry => entry.Sequence < end).DistinctBy(static entry => TellCodec.AddressOf(entry.Message), StringComparer.Ordinal).Take(most)];

    /// <summary>Whether the log still has one in front of a number.</summary>
    public bool HasBefore(ulong end) => _left.Count > 0 && _left.Keys.First().Sequence < end;

    private static (ulong Sequence, DateTimeOffset Time) PlaceOf(DurableEntry entry) => (entry.Sequence, entry.Time);

    private static bool Has(SortedDictionary<(ulong Sequence, DateTimeOffset Time), DurableEntry> entries, DurableEntry entry) =>
        entries.TryGetValue(PlaceOf(entry), out DurableEntry? found) && (found.LogCreated, found.Message.Id) == (entry.LogCreated, entry.Message.Id);
}
