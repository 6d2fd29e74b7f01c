namespace ZmqNative.Actors;

/// <summary>A part of an <see cref="ActorTable"/>. Changes are made one at a time; look-ups use the generation that is current when they begin.</summary>
internal sealed class ActorTableShard
{
    private const int SmallestCapacity = 12;

    // Below this capacity a table is not worth shrinking.
    private const int KeptCapacity = 1024;

    private readonly Lock _gate = new();
    private ActorTableGeneration _current = new(SmallestCapacity);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public ActorTableGeneration Current => Volatile.Read(ref _current);

    public bool TryAdd(int hash, ActorCell cell)
    {
        lock (_gate)
        {
            if (_current.Find(hash, cell.Address) is not null)
            {
                return false;
            }

            if (_current.IsUsedUp)
            {
                // As many actors as there are now can be added before the next move, so each of them pays for a bounded part of it.
                MoveInsideLock();
            }

            _current.Add(hash, cell);
            Volatile.Write(ref _count, _count + 1);
            return true;
        }
    }

    public bool TryReplace(int hash, ActorCell current, ActorCell successor)
    {
        lock (_gate)
        {
            return _current.TryReplace(hash, current, successor);
        }
    }

    public void Remove(int hash, ActorCell cell)
    {
        lock (_gate)
        {
            if (!_current.TryReplace(hash, cell, null))
            {
                return;
            }

            Volatile.Write(ref _count, _count - 1);
            if (_current.Capacity > KeptCapacity && _count < _current.Capacity / 8)
            {
                MoveInsideLock();
            }
        }
    }

    private void MoveInsideLock()
    {
        ActorTableGeneration next = new(Math.Max(SmallestCapacity, _count * 2));
        _current.MoveTo(next);
        Volatile.Write(ref _current, next);
    }
}
