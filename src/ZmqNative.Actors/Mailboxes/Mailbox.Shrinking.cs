namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    // The capacity that an idle actor keeps: 768 bytes.
    private const int KeptCapacity = 32;

    /// <summary>The capacity of the newest ring.</summary>
    public readonly int Capacity => _newest?.Capacity ?? 0;

    /// <summary>Whether the newest ring is larger than an idle actor should keep.</summary>
    public readonly bool IsLarge => Capacity > KeptCapacity || _gate is { Levels.IsLarge: true };

    /// <summary>Replaces a large ring that is empty by the smallest one. Consumer only.</summary>
    /// <returns>False if a message is in the mailbox or about to be: to be tried again later.</returns>
    public bool TryShrink(int bound)
    {
        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            if (gate.Levels is { } levels)
            {
                return levels.TryShrink();
            }

            if (gate.IsClosed || _newest is not { Capacity: > KeptCapacity } large)
            {
                return true;
            }

            // The last message may have been in an older ring.
            MailboxSegment? segment = Cursor.Segment;
            int head = Cursor.Head;
            while (segment is not null && segment != large && segment.IsExhausted(head))
            {
                segment = segment.Next;
                head = 0;
            }

            if (gate.Waiting != 0 || segment != large || !large.TryFreezeIfEmpty(head))
            {
                return false;
            }

            // A producer that still has the frozen ring enters the gate, and finds the new one.
            MailboxSegment small = new(Math.Min(bound, SmallestCapacity), 0);
            Cursor = new MailboxCursor { Segment = small };
            Volatile.Write(ref _newest, small);
            return true;
        }
    }
}
