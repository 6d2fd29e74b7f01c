namespace ZmqNative.Cluster;

/// <summary>One stream of <see cref="InMemoryLog"/>. Thread-safe.</summary>
internal sealed class InMemoryStream(TimeProvider timeProvider)
{
    // Guards all fields, against appends, removals and readings.
    private readonly Lock _gate = new();

    // In the order of their numbers; a removed entry is null. The first one has the number _first.
    private readonly List<DurableEntry?> _entries = [];

    // The numbers of the entries of each subject, in their order.
    private readonly Dictionary<string, List<ulong>> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ulong Sequence, DateTimeOffset Time)> _ids = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset Time)> _idsByTime = new();
    private readonly DateTimeOffset _created = timeProvider.GetUtcNow();
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _duplicateWindow = new DurableLogSettings().DuplicateWindow;
    private TimeSpan? _maxAge;
    private long? _maxBytes;

    // Appends above it are refused.
    private long? _fullBytes;
    private long _bytes;
    private ulong _first = 1;
    private ulong _last;

    /// <summary>A task that completes with the next append.</summary>
    public Task Appended
    {
        get
        {
            lock (_gate)
            {
                return _appended.Task;
            }
        }
    }

    /// <summary>The number of the last entry.</summary>
    public ulong Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    public void Configure(DurableLogSettings settings, DurableStream stream)
    {
        lock (_gate)
        {
            _duplicateWindow = settings.DuplicateWindow;
            (_maxAge, _maxBytes) = stream == DurableStream.Topics ? (settings.TopicsMaxAge, settings.TopicsMaxBytes) : (null, null);
            _fullBytes = stream == DurableStream.Tells ? settings.TellsMaxBytes : null;
        }
    }

    /// <summary>Appends a message.</summary>
    /// <returns>The number of the entry; that of the first one if the id is known already; null if the stream is full.</returns>
    /// <exception cref="ArgumentException">The message is larger than the limit of the stream.</exception>
    public ulong? Append(DurableMessage message)
    {
        TaskCompletionSource appended;
        ulong sequence;
        lock (_gate)
        {
            DateTimeOffset now = timeProvider.GetUtcNow();
            while (_idsByTime.TryPeek(out (string Id, DateTimeOffset Time) oldest) && now - oldest.Time > _duplicateWindow)
            {
                _ = _ids.Remove(_idsByTime.Dequeue().Id);
            }

            if (_ids.TryGetValue(message.Id, out (ulong Sequence, DateTimeOffset Time) known))
            {
                return known.Sequence;
            }

            long size = SizeOf(message);
            if (size > _fullBytes)
            {
                throw new ArgumentException($"A durable tell has {size:N0} bytes; it can never be stored within TellsMaxBytes, {_fullBytes:N0}.", nameof(message));
            }

            if (_bytes + size > _fullBytes)
            {
                return null;
            }

            sequence = ++_last;
            _ids.Add(message.Id, (sequence, now));
            _idsByTime.Enqueue((message.Id, now));
            ReadOnlyMemory<byte>[] frames = [.. message.Frames.Select(static frame => (ReadOnlyMemory<byte>)frame.ToArray())];
            _entries.Add(new DurableEntry(sequence, now, message with { Frames = frames }) { LogCreated = _created });
            _bytes += size;
            if (!_subjects.TryGetValue(message.Subject, out List<ulong>? numbers))
            {
                _subjects.Add(message.Subject, numbers = []);
            }

            numbers.Add(sequence);
            TrimInsideLock(now);
            appended = _appended;
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        appended.SetResult();
        return sequence;
    }

    public bool Remove(DurableEntry removed)
    {
        lock (_gate)
        {
            // Another log has other entries with its numbers.
            if (IndexOf(removed.Sequence) is not { } index || _entries[index] is not { } entry || (entry.LogCreated, entry.Time, entry.Message.Id) != (removed.LogCreated, removed.Time, removed.Message.Id))
            {
                return false;
            }

            _entries[index] = null;
            _bytes -= SizeOf(entry.Message);
            ForgetInsideLock(entry.Message.Subject, _subjects[entry.Message.Subject].BinarySearch(entry.Sequence), 1);
            TrimInsideLock(timeProvider.GetUtcNow());
            return true;
        }
    }

    public DurableEntry? Find(ulong sequence)
    {
        lock (_gate)
        {
            return IndexOf(sequence) is { } index ? _entries[index] : null;
        }
    }

    /// <summary>Returns the first entry with at least a number.</summary>
    public DurableEntry? FindFrom(ulong sequence)
    {
        lock (_gate)
        {
            TrimInsideLock(timeProvider.GetUtcNow());
            for (int i = sequence > _first ? (int)Math.Min(sequence - _first, (ulong)_entries.Count) : 0; i < _entries.Count; i++)
            {
                if (_entries[i] is { } entry)
                {
                    return entry;
                }
            }

            return null;
        }
    }

    /// <summary>Returns the numbers of the last entries of all subjects, in their order, and the number behind all entries.</summary>
    public (Queue<ulong> Last, ulong Next) FindLast(Func<DurableEntry, bool> isRead)
    {
        lock (_gate)
        {
            return (new Queue<ulong>(_entries.OfType<DurableEntry>()
                .Where(isRead)
                .GroupBy(static entry => entry.Message.Subject, StringComparer.Ordinal)
                .Select(static group => group.Max(static entry => entry.Sequence))
                .Order()), _last + 1);
        }
    }

    /// <summary>Returns the number of entries behind one that have its subject.</summary>
    public long CountBehind(DurableEntry entry)
    {
        lock (_gate)
        {
            if (!_subjects.TryGetValue(entry.Message.Subject, out List<ulong>? numbers))
            {
                return 0;
            }

            // The complement of the place if the entry was removed meanwhile.
            int place = numbers.BinarySearch(entry.Sequence);
            return place >= 0 ? numbers.Count - place - 1 : numbers.Count - ~place;
        }
    }

    public DurableStreamState GetState(string? subject)
    {
        lock (_gate)
        {
            TrimInsideLock(timeProvider.GetUtcNow());
            return new DurableStreamState(
                _entries.Count(entry => entry is not null && (subject is null || entry.Message.Subject == subject)), _last)
            {
                FirstSequence = _first,
                Created = _created,
            };
        }
    }

    private static long SizeOf(DurableMessage message) => message.Frames.Sum(static frame => (long)frame.Length);

    private int? IndexOf(ulong sequence) =>
        sequence >= _first && sequence - _first < (ulong)_entries.Count ? (int)(sequence - _first) : null;

    private void ForgetInsideLock(string subject, int place, int count)
    {
        List<ulong> numbers = _subjects[subject];
        numbers.RemoveRange(place, count);
        if (numbers.Count == 0)
        {
            _ = _subjects.Remove(subject);
        }
    }

    // Entries at the begin that are removed, or are over a limit.
    private void TrimInsideLock(DateTimeOffset now)
    {
        int count = 0;

        // By subject, whose first numbers they have: each is removed from its list with the others at once.
        Dictionary<string, int>? trimmed = null;
        while (count < _entries.Count && (_entries[count] is not { } entry || now - entry.Time >= _maxAge || _bytes > _maxBytes))
        {
            if (_entries[count] is { } old)
            {
                trimmed ??= new Dictionary<string, int>(StringComparer.Ordinal);
                trimmed[old.Message.Subject] = trimmed.GetValueOrDefault(old.Message.Subject) + 1;
                _bytes -= SizeOf(old.Message);
            }

            count++;
        }

        _entries.RemoveRange(0, count);
        _first += (ulong)count;
        if (trimmed is null)
        {
            return;
        }

        foreach ((string subject, int numbers) in trimmed)
        {
            ForgetInsideLock(subject, 0, numbers);
        }
    }
}
