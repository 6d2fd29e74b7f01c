namespace ZmqNative;

/// <summary>The spare objects that no thread's cache holds; bounded, under one lock.</summary>
/// <typeparam name="T">The pooled type.</typeparam>
/// <param name="capacity">The largest number of objects to keep.</param>
/// <param name="destroy">Frees what an object owns outside the managed heap, when the shared is full.</param>
internal sealed class SharedCache<T>(int capacity, Action<T>? destroy = null)
    where T : class
{
    // Guards _items and _count against threads that refill and spill at once.
    private readonly Lock _gate = new();
    private readonly T?[] _items = new T?[capacity];
    private int _count;

    /// <summary>Frees an object that does not fit.</summary>
    public void Destroy(T item) => destroy?.Invoke(item);

    /// <summary>Moves spare objects to the start of <paramref name="slots"/> and returns how many.</summary>
    public int Take(Span<ThreadCache<T>.Slot> slots)
    {
        lock (_gate)
        {
            int taken = Math.Min(slots.Length, _count);
            for (int i = 0; i < taken; i++)
            {
                slots[i].Item = _items[--_count];
                _items[_count] = null;
            }

            return taken;
        }
    }

    /// <summary>Takes objects from the end of <paramref name="slots"/> and returns the number that fitted.</summary>
    public int Put(Span<ThreadCache<T>.Slot> slots)
    {
        lock (_gate)
        {
            int put = Math.Min(slots.Length, capacity - _count);
            for (int i = 0; i < put; i++)
            {
                ref ThreadCache<T>.Slot slot = ref slots[slots.Length - 1 - i];
                _items[_count++] = slot.Item;
                slot.Item = null;
            }

            return put;
        }
    }
}
