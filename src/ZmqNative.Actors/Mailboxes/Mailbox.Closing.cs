namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    /// <summary>Closes the mailbox for senders, and returns those that wait. Messages inside can still be taken.</summary>
    public DecidedOperations Close()
    {
        // A mailbox without a message yet is closed by a ring that never takes one; that needs no gate.
        if (_gate is null && EnsureFirst(0, MailboxSegment.Closed) == MailboxSegment.Closed)
        {
            return default;
        }

        MailboxGate gate = EnsureGate();
        DecidedOperations waiters = default;
        lock (gate.Lock)
        {
            gate.IsClosed = true;
            EnsureFirst(0, MailboxSegment.Closed).Freeze();
            _newest!.Freeze();
            while (gate.NextWaiter is { } waiter)
            {
                _ = gate.TryTakeOut(waiter);
                waiters.Add(waiter);
            }
        }

        return waiters;
    }

    /// <summary>Closes an empty mailbox; false if a message is in it or on its way into it. Consumer only.</summary>
    public bool TryCloseIfEmpty()
    {
        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            if (gate.Levels is { } levels && (levels.Count > 0 || gate.Waiting != 0))
            {
                return false;
            }

            MailboxSegment newest = EnsureFirst(0, MailboxSegment.Closed);
            if (newest != MailboxSegment.Closed
                && (gate.Waiting != 0 || Cursor.Segment != newest || !newest.TryFreezeIfEmpty(Cursor.Head)))
            {
                return false;
            }

            gate.IsClosed = true;
            return true;
        }
    }

    /// <summary>Releases the memory of rings and gate. Consumer only, after the closed mailbox was drained.</summary>
    /// <remarks>A thread that is inside the gate finds it closed; one that comes later finds the ring that never takes anything.</remarks>
    public void Release()
    {
        Cursor = new MailboxCursor { Segment = MailboxSegment.Closed };
        Volatile.Write(ref _newest, MailboxSegment.Closed);
        Volatile.Write(ref _gate, null);
    }

    /// <summary>Whether all messages of a closed mailbox are taken, including those whose producer has a position and has not yet written there. Consumer only.</summary>
    public readonly bool IsDrained(in MailboxCursor cursor)
    {
        if (_gate is { Levels: { } levels })
        {
            return levels.Count == 0;
        }

        MailboxSegment? segment = cursor.Segment ?? Volatile.Read(in Cursor.Segment);
        int head = cursor.Head;
        while (segment is not null && segment.IsExhausted(head))
        {
            segment = Volatile.Read(ref segment.Next);
            head = 0;
        }

        return segment is null;
    }
}
