using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>A bounded stack of spare objects that one thread owns, refilled from and spilled to a shared depot.</summary>
/// <remarks>
/// A message is often received on one thread and disposed on another, so purely thread-local stacks would run dry on one
/// side and overflow on the other. Half a magazine at a time moves through the depot: one lock for 32 objects.
/// </remarks>
/// <typeparam name="T">The pooled type.</typeparam>
internal sealed class Magazine<T>(Depot<T> depot)
    where T : class
{
    private const int Capacity = 64;
    private const int Batch = Capacity / 2;

    // Slots, not references, so that a store needs no array type check. Those from _count on have stale references, which keep
    // alive what was popped: at most Capacity objects a thread.
    private readonly Slot[] _slots = new Slot[Capacity];
    private int _count;

    /// <summary>Saves what the magazine of a thread that has ended still holds.</summary>
    ~Magazine()
    {
        for (int kept = depot.Put(_slots.AsSpan(0, _count)); kept < _count; kept++)
        {
            depot.Destroy(_slots[_count - 1 - kept].Item!);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPop([NotNullWhen(true)] out T? item)
    {
        if (_count == 0 && !TryRefill())
        {
            item = null;
            return false;
        }

        item = _slots[--_count].Item!;
        if (Diagnostics.ReportsLeaks)
        {
            // What is forgotten must be collected to be missed.
            _slots[_count].Item = null;
        }

        return true;
    }

    /// <summary>Keeps <paramref name="item"/>; false when even the depot is full and the caller must let go of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(T item)
    {
        if (_count == Capacity && !TrySpill())
        {
            return false;
        }

        // Mostly the object that was there before: reading it is cheaper than the garbage collector's barrier for writing it.
        ref Slot slot = ref _slots[_count++];
        if (slot.Item != item)
        {
            slot.Item = item;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRefill() => (_count = depot.Take(_slots.AsSpan(0, Batch))) > 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySpill()
    {
        int accepted = depot.Put(_slots.AsSpan(Capacity - Batch));
        _count -= accepted;
        return accepted > 0;
    }

    /// <summary>A place for one object.</summary>
    internal struct Slot
    {
        public T? Item;
    }
}

/// <summary>The spare objects that no thread's magazine holds; bounded, under one lock.</summary>
/// <typeparam name="T">The pooled type.</typeparam>
/// <param name="capacity">How many objects to keep at most.</param>
/// <param name="destroy">Frees what an object owns outside the managed heap, when there is no room for it.</param>
internal sealed class Depot<T>(int capacity, Action<T>? destroy = null)
    where T : class
{
    // Guards _items and _count against threads that refill and spill at once.
    private readonly Lock _gate = new();
    private readonly T?[] _items = new T?[capacity];
    private int _count;

    /// <summary>Frees an object for which there is no room.</summary>
    public void Destroy(T item) => destroy?.Invoke(item);

    /// <summary>Moves spare objects to the start of <paramref name="slots"/> and returns how many.</summary>
    public int Take(Span<Magazine<T>.Slot> slots)
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

    /// <summary>Takes objects from the end of <paramref name="slots"/> and returns how many there was room for.</summary>
    public int Put(Span<Magazine<T>.Slot> slots)
    {
        lock (_gate)
        {
            int put = Math.Min(slots.Length, capacity - _count);
            for (int i = 0; i < put; i++)
            {
                ref Magazine<T>.Slot slot = ref slots[slots.Length - 1 - i];
                _items[_count++] = slot.Item;
                slot.Item = null;
            }

            return put;
        }
    }
}
