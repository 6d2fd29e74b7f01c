namespace ZmqNative.Patterns;

/// <summary>
/// The requests in flight of one client, found by request id; nothing is allocated per request. Guarded by its owner's lock.
/// </summary>
/// <remarks>
/// <code>
///   request id, 64 bits:   when it began, in microseconds, from a random origin (44) | number of the entry + 1 (20)
/// </code>
/// The time distinguishes the uses of an entry: a late answer never matches the next use. The origin distinguishes instances: a client
/// that is restarted with the same routing id never takes an answer to its predecessor for its own.
/// </remarks>
/// <typeparam name="T">The type of the value per request.</typeparam>
internal sealed class CorrelationTable<T>
{
    /// <summary>The maximal number of requests in a table.</summary>
    public const int MaxCapacity = (1 << IndexBits) - 1;

    private const int IndexBits = 20;
    private const int FirstSize = 16;

    private readonly int _capacity;
    private readonly long _start;
    private readonly double _microsecondsPerTimestamp;
    private readonly ulong _origin;
    private Entry[] _entries;
    private int _used;
    private int _free = -1;
    private int _count;

    public CorrelationTable(int capacity, TimeProvider timeProvider)
    {
        _capacity = Math.Min(capacity, MaxCapacity);
        _start = timeProvider.GetTimestamp();

        // Read once: a time provider is user code, and entries are taken inside the owner's lock.
        _microsecondsPerTimestamp = 1e6 / timeProvider.TimestampFrequency;
        _entries = new Entry[Math.Min(FirstSize, _capacity)];

        // It has to differ, not to be secret; cryptographic random numbers would load OpenSSL on Linux, and end the process where there is none.
        _origin = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
    }

    /// <summary>The number of requests in flight; may be read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The upper bound of the numbers of entries.</summary>
    public int Used => _used;

    /// <summary>Whether the next <see cref="TryAdd"/> needs a new entry.</summary>
    public bool IsFilled => _free < 0 && _used == _entries.Length;

    /// <summary>The content of an entry.</summary>
    public ref T this[int index] => ref _entries[index].Value;

    /// <summary>Takes an entry.</summary>
    /// <param name="value">The value of the entry.</param>
    /// <param name="timestamp">The current time, of the time provider.</param>
    /// <param name="id">The request id, never 0.</param>
    /// <returns>False if too many are in flight.</returns>
    public bool TryAdd(T value, long timestamp, out ulong id)
    {
        if (IsFilled)
        {
            if (_used == _capacity)
            {
                id = 0;
                return false;
            }

            Array.Resize(ref _entries, Math.Min(_capacity, _used * 2));
        }

        int index = _free;
        if (index >= 0)
        {
            _free = _entries[index].NextFree;
        }
        else
        {
            index = _used++;
        }

        // Two uses of an entry within a microsecond get different times, too.
        ref Entry entry = ref _entries[index];
        ulong now = (ulong)(long)((timestamp - _start) * _microsecondsPerTimestamp);
        entry.Began = Math.Max(now, entry.Began + 1);
        entry.Value = value;
        entry.IsInFlight = true;
        Volatile.Write(ref _count, _count + 1);
        id = Id(index);
        return true;
    }

    /// <summary>Returns the number of the entry of an id; -1 if it is not, or no longer, in flight.</summary>
    public int Find(ulong id)
    {
        int index = (int)(id & MaxCapacity) - 1;
        return index >= 0 && index < _used && _entries[index].IsInFlight && Id(index) == id ? index : -1;
    }

    public bool IsInFlight(int index) => _entries[index].IsInFlight;

    /// <summary>The id of the current, or last, use of an entry.</summary>
    public ulong Id(int index) => ((_entries[index].Began + _origin) << IndexBits) | (uint)(index + 1);

    /// <summary>Frees the entry of a request that has ended.</summary>
    public void Remove(int index)
    {
        ref Entry entry = ref _entries[index];
        entry.IsInFlight = false;
        entry.Value = default!;
        entry.NextFree = _free;
        _free = index;
        Volatile.Write(ref _count, _count - 1);
    }

    private struct Entry
    {
        public T Value;
        public ulong Began;
        public int NextFree;
        public bool IsInFlight;
    }
}
