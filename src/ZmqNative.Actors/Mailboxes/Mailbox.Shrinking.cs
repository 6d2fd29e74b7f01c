namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    // What a burst may leave behind: 768 bytes.
    private const int LargestKept = 32;

    /// <summary>How many messages the newest ring can hold.</summary>
    public readonly int Capacity => _newest?.Capacity ?? 0;

    /// <summary>Whether the newest ring is larger than an idle actor should keep.</summary>
    public readonly bool IsLarge => Capacity > LargestKept;

    /// <summary>Replaces a large ring that is empty by the smallest one. Consumer only.</summary>
    /// <returns>False if a message is in the mailbox or on its way into it: it may be tried again later.</returns>
    public bool TryShrink(int bound)
    {
        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            if (gate.IsClosed || _newest is not { Capacity: > LargestKept } large)
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
