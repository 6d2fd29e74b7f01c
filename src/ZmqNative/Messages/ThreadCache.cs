using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <summary>A bounded stack of spare objects that one thread owns, refilled from and spilled to a shared cache.</summary>
/// <remarks>
/// A message is often received on one thread and disposed on another, so purely thread-local stacks would run dry on one
/// side and overflow on the other. Half a cache at a time moves through the shared: one lock for all of them.
/// </remarks>
/// <typeparam name="T">The pooled type.</typeparam>
/// <param name="shared">The shared cache.</param>
/// <param name="capacity">The number of objects that a thread keeps at most.</param>
internal sealed class ThreadCache<T>(SharedCache<T> shared, int capacity = ThreadCache<T>.DefaultCapacity)
    where T : class
{
    private const int DefaultCapacity = 64;

    // Slots, not references, so that a store needs no array type check. Those from _count on have stale references, which keep
    // alive what was popped: at most as many as there are slots.
    private readonly Slot[] _slots = new Slot[capacity];
    private int _count;

    /// <summary>Saves what the cache of a thread that has ended still holds.</summary>
    ~ThreadCache()
    {
        for (int kept = shared.Put(_slots.AsSpan(0, _count)); kept < _count; kept++)
        {
            shared.Destroy(_slots[_count - 1 - kept].Item!);
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
            // An object without an owner must be collected to be reported.
            _slots[_count].Item = null;
        }

        return true;
    }

    /// <summary>Keeps <paramref name="item"/>; false when even the shared cache is full and the caller must dispose it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(T item)
    {
        if (_count == _slots.Length && !TrySpill())
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
    private bool TryRefill() => (_count = shared.Take(_slots.AsSpan(0, _slots.Length / 2))) > 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySpill()
    {
        int accepted = shared.Put(_slots.AsSpan(_slots.Length / 2));
        _count -= accepted;
        return accepted > 0;
    }

    /// <summary>A place for one object.</summary>
    internal struct Slot
    {
        public T? Item;
    }
}
