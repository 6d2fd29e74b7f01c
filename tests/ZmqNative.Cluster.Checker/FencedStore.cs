using System.Diagnostics;

namespace ZmqNative.Cluster.Checker;

/// <summary>The store of the check: it keeps the greatest fence of each key, and refuses a write with a smaller one. It also looks for what must not be.</summary>
/// <param name="lease">The lease of the brokers.</param>
internal sealed class FencedStore(TimeSpan lease)
{
    // Guards all fields, against the requests of the processes.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly List<string> _violations = [];
    private readonly List<TimeSpan> _gaps = [];

    /// <summary>The times of take-overs.</summary>
    public TakeOvers TakeOvers { get; } = new(lease);

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>The times of more than half a second between two accepted writes of a key, in order.</summary>
    public IReadOnlyList<TimeSpan> Gaps
    {
        get
        {
            lock (_gate)
            {
                return [.. _gaps.Order()];
            }
        }
    }

    /// <summary>Returns the keys whose last accepted write is that of a broker, with the fence of that write.</summary>
    public IReadOnlyList<(string Key, Fence Fence)> WrittenBy(string broker)
    {
        lock (_gate)
        {
            return [.. _entries.Where(entry => entry.Value.Instance.StartsWith($"{broker}:", StringComparison.Ordinal)).Select(static entry => (entry.Key, entry.Value.Fence))];
        }
    }

    public void AddViolation(string text)
    {
        lock (_gate)
        {
            _violations.Add(text);
        }
    }

    /// <summary>Writes, with the fence of the instance, if no greater one was seen.</summary>
    public bool TryWrite(string key, Fence fence, string instance, string operation)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                _entries.Add(key, entry = new Entry());
            }

            if (fence < entry.Fence)
            {
                Refused++;
                return false;
            }

            if (fence.IsNone || (fence == entry.Fence && entry.Instance != instance))
            {
                _violations.Add($"'{key}': {instance} writes with the fence {fence} of {entry.Instance}");
            }

            if (!_operations.Add(operation))
            {
                _violations.Add($"'{key}': the message {operation} was handled twice");
            }

            long now = Stopwatch.GetTimestamp();
            if (entry.Written != 0 && Stopwatch.GetElapsedTime(entry.Written, now) is var gap && gap > TimeSpan.FromSeconds(0.5))
            {
                _gaps.Add(gap);
            }

            (entry.Fence, entry.Instance, entry.Written) = (fence, instance, now);
            Accepted++;
            TakeOvers.NoteWrite(key, fence);
            return true;
        }
    }

    private sealed class Entry
    {
        public Fence Fence { get; set; }

        public string Instance { get; set; } = string.Empty;

        public long Written { get; set; }
    }
}
