namespace ZmqNative.Cluster;

/// <summary>The position of a subscription in the log, and what it has missed.</summary>
/// <remarks>
/// Numbers of a reading by topic have gaps, since other topics have numbers in between. Whether the limits have removed entries in a gap is asked when the reading was behind, or has begun again.
/// </remarks>
/// <param name="from">The position that the consumer has asked for.</param>
/// <param name="clock">The clock of the checks.</param>
internal sealed class TopicProgress(DurablePosition from, TimeProvider clock)
{
    // A reading that catches up, with entries of many other topics in between, asks no more often than this.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(100);

    // The number of the first entry that was not read; 0 before there was one.
    private ulong _expected = from.Sequence;
    private DateTimeOffset? _created;
    private bool _isBehind = true;
    private bool _isLogNew;

    // The gaps in front of entries that were taken, and not checked yet: the first number, and how many numbers.
    private ulong _gapBegin;
    private ulong _gaps;
    private ulong? _firstKept;
    private long _checked;

    // The place of the last entry; default before there was one.
    private LogPlace _last;

    // Whether the log gives numbers up to the last one again, so that the times tell what was read.
    private bool _goesByTime;

    /// <summary>The number of the last entry; 0 before there was one.</summary>
    public ulong Last => _last.Sequence;

    /// <summary>The position at which the reading begins, or begins again: with the last entry, as another one with its number tells that the log has lost its last changes.</summary>
    public DurablePosition Position => _goesByTime ? DurablePosition.From(_last.Time) : Last > 0 ? DurablePosition.From(Last) : _isLogNew ? DurablePosition.First : from;

    /// <summary>Notes the state of the log before the reading begins.</summary>
    /// <param name="state">The state.</param>
    /// <param name="kept">The entry of any topic that has the number of the last one now, or the next one; null if it was not looked up.</param>
    public void Begin(in DurableStreamState state, DurableEntry? kept = null)
    {
        // A consumer that asks for a number that the log has not reached has read it in another one.
        if (IsAnother(state) || (_created is null && from.Sequence > state.LastSequence + 1))
        {
            // Nothing of the new log was read: from its begin on. Its first entries may have been removed already.
            (_last, _expected, _gaps, _goesByTime) = (default, 1, 0, false);
            _isLogNew = true;
        }
        else if (HasFallen(state) || (kept is not null && LogPlace.Of(kept).HasNumberAgain(_last)))
        {
            GoByTime();
        }

        _created = state.Created;
        _firstKept = null;
        _isBehind = true;
    }

    /// <summary>Checks that the log is still the same one.</summary>
    /// <exception cref="ClusterEngineException">It is another one.</exception>
    public void Check(in DurableStreamState state, string engine)
    {
        if (IsAnother(state) || HasFallen(state))
        {
            throw new ClusterEngineException("the log was made anew, or has lost its last changes.", engine);
        }
    }

    /// <summary>Whether an entry was read already, as the last one when a reading begins again.</summary>
    public bool IsKnown(DurableEntry entry) => !LogPlace.Of(entry).IsBehind(_last);

    /// <summary>Whether an entry that is not known comes behind the last one. If not, the log gives numbers again, and the next reading goes by the times.</summary>
    public bool IsNext(DurableEntry entry)
    {
        if (_goesByTime || entry.Sequence > Last)
        {
            return true;
        }

        GoByTime();
        return false;
    }

    /// <summary>Whether the state of the log tells if entries in front of this one were removed.</summary>
    public bool NeedsState(DurableEntry entry) =>
        _gaps + GapOf(entry) > 0 && (_checked == 0 || clock.GetElapsedTime(_checked) >= CheckInterval);

    /// <summary>Notes the state of the log after an entry was read that needs it, and before it is taken.</summary>
    public void Note(in DurableStreamState state)
    {
        _checked = clock.GetTimestamp();
        _firstKept = state.FirstSequence;
    }

    /// <summary>Goes behind an entry.</summary>
    /// <returns>The number of entries that are missing in front of it, and whether the log is another one than that of the last entry.</returns>
    public (ulong Missed, bool IsLogNew) Take(DurableEntry entry)
    {
        ulong gap = GapOf(entry);
        if (gap > 0)
        {
            _gapBegin = _gaps > 0 ? _gapBegin : _expected;
            _gaps += gap;
        }

        ulong missed = 0;
        if (_firstKept is { } firstKept)
        {
            ulong removed = Math.Min(firstKept, entry.Sequence);
            missed = removed > _gapBegin ? Math.Min(removed - _gapBegin, _gaps) : 0;
            _gaps = 0;
            _firstKept = null;
        }

        bool isLogNew = _isLogNew;
        _last = LogPlace.Of(entry);
        _expected = entry.Sequence + 1;
        (_isLogNew, _goesByTime) = (false, false);
        _isBehind = entry.Pending is not 0;
        return (missed, isLogNew);
    }

    // The numbers between the last entry and this one. Without a wait in between, no limit can have removed them before they were delivered.
    private ulong GapOf(DurableEntry entry) => _isBehind && _expected > 0 && entry.Sequence > _expected ? entry.Sequence - _expected : 0;

    // The numbers of what was not read are not known.
    private void GoByTime()
    {
        (_expected, _gaps) = (0, 0);
        (_goesByTime, _isLogNew) = (true, true);
    }

    // A log that was made anew may have more entries already than this reading has seen of the old one.
    private bool IsAnother(in DurableStreamState state) => _created is { } created && created != state.Created;

    private bool HasFallen(in DurableStreamState state) => !_goesByTime && state.LastSequence < Last;
}
