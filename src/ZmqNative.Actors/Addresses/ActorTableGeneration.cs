using System.Diagnostics;
using System.Numerics;

namespace ZmqNative.Actors;

/// <summary>The arrays of an <see cref="ActorTableShard"/>: actors in the order in which they were added, and slots that find them by hash.</summary>
/// <remarks>
/// A slot is a hash and the number of a place: the garbage collector does not visit it. Both are used once in a generation. When all places are
/// used up, the actors that are left move to the next generation, and this one does not change anymore. What a reader finds here was true at some
/// time since it began to read: the actor was in the table, or its address was free.
/// </remarks>
internal sealed class ActorTableGeneration
{
    // 0 while it is free, else the hash and, in the lower half, the place + 1.
    private readonly long[] _slots;
    private readonly ActorCell?[] _cells;
    private int _used;

    public ActorTableGeneration(int capacity)
    {
        // Three slots of four are used at most: a search for an address that is free reads 8 of them then, in one or two cache lines.
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)capacity * 4 / 3);
        _slots = new long[slots];
        _cells = new ActorCell?[slots / 4 * 3];
    }

    public int Capacity => _cells.Length;

    public bool IsUsedUp => _used == _cells.Length;

    public ActorCell? CellAt(int place) => Volatile.Read(ref _cells[place]);

    public ActorCell? Find(int hash, string address)
    {
        long[] slots = _slots;
        for (int slot = hash & (slots.Length - 1); ; slot = (slot + 1) & (slots.Length - 1))
        {
            long value = Volatile.Read(ref slots[slot]);
            if (value == 0)
            {
                return null;
            }

            if ((int)(value >> 32) == hash
                && CellAt(PlaceOf(value)) is { } cell
                && string.Equals(cell.Address, address, StringComparison.Ordinal))
            {
                return cell;
            }
        }
    }

    public void Add(int hash, ActorCell cell)
    {
        Debug.Assert(_cells[_used] is null, "A place is used once.");
        _cells[_used] = cell;
        Insert(hash, ++_used);
    }

    /// <summary>Replaces an actor by its successor or by nothing; false if it is not here.</summary>
    public bool TryReplace(int hash, ActorCell current, ActorCell? successor)
    {
        long[] slots = _slots;
        for (int slot = hash & (slots.Length - 1); slots[slot] is var value and not 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if ((int)(value >> 32) == hash && _cells[PlaceOf(value)] == current)
            {
                Volatile.Write(ref _cells[PlaceOf(value)], successor);
                return true;
            }
        }

        return false;
    }

    /// <summary>Copies the actors that are left, in their order, to a generation that no other thread sees yet.</summary>
    public void MoveTo(ActorTableGeneration next)
    {
        // The number of the new place + 1, by old place.
        int[] moved = new int[_used];
        for (int place = 0; place < moved.Length; place++)
        {
            if (_cells[place] is { } cell)
            {
                next._cells[next._used] = cell;
                moved[place] = ++next._used;
            }
        }

        foreach (long value in _slots)
        {
            if (value != 0 && moved[PlaceOf(value)] is var number and not 0)
            {
                next.Insert((int)(value >> 32), number);
            }
        }
    }

    private static int PlaceOf(long value) => (int)value - 1;

    private void Insert(int hash, int number)
    {
        int slot = hash & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        // Releases the actor to readers, which read the slot first.
        Volatile.Write(ref _slots[slot], ((long)hash << 32) | (uint)number);
    }
}
