using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>A bounded ring for many producers and one consumer, and a link to the larger one that follows it.</summary>
/// <remarks>
/// <para>
/// Each cell has a sequence number. For the position p it is p while the cell is free for p, p + 1 once p's message can be
/// read, and p + capacity after it was read. A producer owns a cell from the moment in which it moved the tail over it.
/// </para>
/// <para>
/// Growth: a full ring is frozen (the tail's sign bit), so that no producer can move its tail anymore, and a ring twice as
/// large is linked behind it. The consumer empties the old one first, which keeps the order of each sender. Until then as many
/// cells of the new ring stay locked as the old ones may still hold messages: each message read there unlocks one cell here, so
/// that never more messages wait than the newest ring's capacity.
/// </para>
/// </remarks>
internal sealed class MailboxSegment
{
    private const long Frozen = long.MinValue;

    /// <summary>The mailbox of an actor that stopped before it had a message.</summary>
    public static readonly MailboxSegment Closed = new(1, 0) { _tail = Frozen };

    private readonly Cell[] _cells;
    private long _tail;

    // Consumer only: the next cell to unlock while older rings are emptied.
    private int _nextLocked;

    public MailboxSegment(int capacity, int locked)
    {
        Cell[] cells = new Cell[capacity];
        int free = capacity - locked;
        for (int i = 0; i < cells.Length; i++)
        {
            // A locked cell looks as if its message of the lap before had not been read: the ring is full there.
            cells[i].Sequence = i < free ? i : i - capacity;
        }

        _cells = cells;
        _nextLocked = free;
    }

    public enum Outcome
    {
        Added,
        Full,
        Frozen,
    }

    public int Capacity => _cells.Length;

    /// <summary>The larger ring that follows this one; written once, under the lock of the mailbox's gate.</summary>
    public MailboxSegment? Next;

    /// <summary>The number of positions that were taken in this ring.</summary>
    public int Tail => (int)Volatile.Read(ref _tail);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Outcome TryAdd(object message, ReplyTarget? target, uint token)
    {
        Cell[] cells = _cells;
        while (true)
        {
            long tail = Volatile.Read(ref _tail);
            if (tail < 0)
            {
                return Outcome.Frozen;
            }

            ref Cell cell = ref cells[(int)tail & (cells.Length - 1)];
            int difference = Volatile.Read(ref cell.Sequence) - (int)tail;
            if (difference == 0)
            {
                if (Interlocked.CompareExchange(ref _tail, tail + 1, tail) == tail)
                {
                    cell.Message = message;
                    cell.Target = target;
                    cell.Token = token;

                    // Releases the message to the consumer, which reads the number first.
                    Volatile.Write(ref cell.Sequence, (int)tail + 1);
                    return Outcome.Added;
                }
            }
            else if (difference < 0)
            {
                return Outcome.Full;
            }
        }
    }

    /// <summary>Reads the message at <paramref name="head"/>. Consumer only.</summary>
    /// <returns>False if it is not there yet.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(int head, out Envelope envelope)
    {
        Cell[] cells = _cells;
        ref Cell cell = ref cells[head & (cells.Length - 1)];
        if (Volatile.Read(ref cell.Sequence) != head + 1)
        {
            envelope = default;
            return false;
        }

        envelope = new Envelope(cell.Message!, cell.Target, cell.Token);
        cell.Message = null;
        if (envelope.Target is not null)
        {
            cell.Target = null;
        }

        Volatile.Write(ref cell.Sequence, head + cells.Length);
        return true;
    }

    /// <summary>Reads the target of the answer to the message at <paramref name="head"/>. Consumer only.</summary>
    /// <returns>False if the message is not there yet.</returns>
    public bool TryPeek(int head, out ReplyTarget? target, out uint token)
    {
        ref Cell cell = ref _cells[head & (_cells.Length - 1)];
        bool there = Volatile.Read(ref cell.Sequence) == head + 1;
        target = there ? cell.Target : null;
        token = there ? cell.Token : 0;
        return there;
    }

    /// <summary>Whether the message at <paramref name="head"/> can be read.</summary>
    public bool CanTake(int head) => Volatile.Read(ref _cells[head & (_cells.Length - 1)].Sequence) == head + 1;

    /// <summary>Returns the approximate number of messages at or behind <paramref name="head"/> that were not read yet. Any thread.</summary>
    /// <remarks>
    /// A turn does not publish its position, so <paramref name="head"/> may be old; but messages are read in order, and the cells tell which
    /// were read.
    /// </remarks>
    public int CountUnread(int head)
    {
        Cell[] cells = _cells;
        int end = Tail;
        int start = end - head > cells.Length ? end - cells.Length : head;
        int low = start;
        int high = end;
        while (high - low > 0)
        {
            int middle = low + ((high - low) / 2);
            if (Volatile.Read(ref cells[middle & (cells.Length - 1)].Sequence) - middle > 1)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return end - low;
    }

    /// <summary>Whether the consumer has read all that this frozen ring will ever hold.</summary>
    public bool IsExhausted(int head)
    {
        long tail = Volatile.Read(ref _tail);
        return tail < 0 && (int)tail == head;
    }

    /// <summary>Closes the ring for producers.</summary>
    public void Freeze() => Interlocked.Or(ref _tail, Frozen);

    /// <summary>Freezes the ring if no producer has taken a position at or behind <paramref name="head"/>.</summary>
    public bool TryFreezeIfEmpty(int head)
    {
        long tail = Volatile.Read(ref _tail);
        return tail >= 0 && (int)tail == head && Interlocked.CompareExchange(ref _tail, tail | Frozen, tail) == tail;
    }

    /// <summary>Unlocks one cell, for a message read from an older ring. Consumer only.</summary>
    public void UnlockOne()
    {
        if (_nextLocked < _cells.Length)
        {
            Volatile.Write(ref _cells[_nextLocked].Sequence, _nextLocked);
            _nextLocked++;
        }
    }

    /// <summary>Unlocks all cells, after the older rings are empty. Consumer only.</summary>
    public void UnlockAll()
    {
        while (_nextLocked < _cells.Length)
        {
            UnlockOne();
        }
    }

    private struct Cell
    {
        public int Sequence;
        public uint Token;
        public object? Message;
        public ReplyTarget? Target;
    }
}
