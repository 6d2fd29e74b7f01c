using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The mailbox of an actor: a chain of rings that grows from nothing to its capacity, and the queue of senders that wait for space.</summary>
/// <remarks>A field of the actor's cell rather than an object, to save memory where many actors are idle. Never copy it.</remarks>
internal partial struct Mailbox
{
    // 2 cells of 24 bytes, which is enough for most actors.
    private const int SmallestCapacity = 2;

    // The newest ring; null before the first message.
    private MailboxSegment? _newest;

    // The lock and the queue for rare operations: growth, waiting senders, dropping the oldest message. Made when first needed.
    private MailboxGate? _gate;

    /// <summary>The position from which the consumer reads in its next turn.</summary>
    public MailboxCursor Cursor;

    /// <summary>Whether senders wait for space. Usually none does, and then this costs one read.</summary>
    public readonly bool HasWaiters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _gate is { } gate && gate.Waiting != 0;
    }

    /// <summary>The approximate number of messages in the rings.</summary>
    public readonly int Count
    {
        get
        {
            if (_gate is { Levels: { } levels })
            {
                return levels.Count;
            }

            int count = 0;
            int head = Cursor.Head;
            for (MailboxSegment? segment = Volatile.Read(in Cursor.Segment); segment is not null; segment = segment.Next)
            {
                count += segment.CountUnread(head);
                head = 0;
            }

            return Math.Max(0, count);
        }
    }

    /// <summary>Puts a message into the newest ring, which grows up to <paramref name="bound"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PostResult TryAdd(int bound, object message, ReplyTarget? target, uint token)
    {
        // A sender that comes after waiting senders waits too, or a sender's second message would overtake its first.
        if (!HasWaiters && _newest is { } newest && newest.TryAdd(message, target, token) == MailboxSegment.Outcome.Added)
        {
            return PostResult.Accepted;
        }

        return TryAddSlowly(bound, message, target, token);
    }

    /// <summary>Takes the next message. Consumer only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(ref MailboxCursor cursor, out Envelope envelope)
    {
        MailboxSegment? segment = cursor.Segment;
        if (segment is not null && segment.Next is null && segment.TryTake(cursor.Head, out envelope))
        {
            cursor.Head++;
            return true;
        }

        return TryTakeSlowly(ref cursor, out envelope);
    }

    /// <summary>Whether a message can be taken. Consumer only.</summary>
    public readonly bool HasMessage(in MailboxCursor cursor)
    {
        MailboxSegment? segment = cursor.Segment ?? Volatile.Read(in Cursor.Segment);
        int head = cursor.Head;
        while (segment is not null)
        {
            if (segment.CanTake(head))
            {
                return true;
            }

            if (!segment.IsExhausted(head))
            {
                return false;
            }

            segment = Volatile.Read(ref segment.Next);
            head = 0;
        }

        return false;
    }

    /// <summary>Takes the next message, for the consumer, or the oldest one, for a producer that needs its space. Under the lock of the gate, which the consumer takes, too.</summary>
    public bool TryTakeOldest(out Envelope envelope)
    {
        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            return gate.Levels is { } levels ? levels.TryTake(out envelope) : TryTake(ref Cursor, out envelope);
        }
    }

    /// <summary>Whether a message can be taken, where producers take messages, too.</summary>
    public bool HasMessageShared()
    {
        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            return gate.Levels is { } levels ? levels.Count > 0 : HasMessage(Cursor);
        }
    }

    private PostResult TryAddSlowly(int bound, object message, ReplyTarget? target, uint token)
    {
        if (_gate is { Levels: { } levels } leveled)
        {
            return AddToLevels(leveled, levels, bound, new Envelope(message, target, token));
        }

        if (HasWaiters)
        {
            return PostResult.Full;
        }

        if (_newest == MailboxSegment.Closed)
        {
            return PostResult.Stopped;
        }

        if (_newest is null)
        {
            MailboxSegment first = EnsureFirst(bound, null);
            MailboxSegment.Outcome outcome = first.TryAdd(message, target, token);
            if (outcome == MailboxSegment.Outcome.Added)
            {
                return PostResult.Accepted;
            }
        }

        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            return AddToRing(gate, bound, message, target, token);
        }
    }

    // Inside the lock of the gate: no other thread grows or closes the chain.
    private PostResult AddToRing(MailboxGate gate, int bound, object message, ReplyTarget? target, uint token)
    {
        while (!gate.IsClosed)
        {
            MailboxSegment newest = EnsureFirst(bound, null);
            switch (newest.TryAdd(message, target, token))
            {
                case MailboxSegment.Outcome.Added:
                    return PostResult.Accepted;
                case MailboxSegment.Outcome.Full when newest.Capacity >= bound:
                    return PostResult.Full;
                case MailboxSegment.Outcome.Full:
                    Grow(newest, bound);
                    break;
                default:
                    return PostResult.Stopped;
            }
        }

        return PostResult.Stopped;
    }

    private void Grow(MailboxSegment newest, int bound)
    {
        int capacity = Math.Min(newest.Capacity * 2, bound);

        // This ring and older ones may hold as many messages as it has cells. Linked before it is frozen: a consumer that finds
        // a frozen ring exhausted must find the next one, too, or it would take the mailbox for a closed one.
        MailboxSegment next = new(capacity, locked: newest.Capacity);
        Volatile.Write(ref newest.Next, next);
        newest.Freeze();
        Volatile.Write(ref _newest, next);
    }

    private bool TryTakeSlowly(ref MailboxCursor cursor, out Envelope envelope)
    {
        // Never written back while it is null: the first message's sender may set it at the same time.
        if (cursor.Segment is null && Volatile.Read(ref Cursor.Segment) is { } first)
        {
            cursor.Segment = first;
        }

        while (cursor.Segment is { } segment)
        {
            if (segment.TryTake(cursor.Head, out envelope))
            {
                cursor.Head++;
                if (segment.Next is not null)
                {
                    Volatile.Read(ref _newest)!.UnlockOne();
                }

                return true;
            }

            if (!segment.IsExhausted(cursor.Head) || Volatile.Read(ref segment.Next) is not { } next)
            {
                break;
            }

            cursor.Segment = next;
            cursor.Head = 0;
            if (Volatile.Read(ref next.Next) is null)
            {
                next.UnlockAll();
            }
        }

        envelope = default;
        return false;
    }

    // The consumer's end is set first, so that it never misses the first ring when that is replaced by a larger one.
    private MailboxSegment EnsureFirst(int bound, MailboxSegment? closed)
    {
        if (Volatile.Read(ref _newest) is { } newest)
        {
            return newest;
        }

        MailboxSegment first = closed ?? new MailboxSegment(Math.Min(bound, SmallestCapacity), 0);
        first = Interlocked.CompareExchange(ref Cursor.Segment, first, null) ?? first;
        return Interlocked.CompareExchange(ref _newest, first, null) ?? first;
    }

    private MailboxGate EnsureGate()
    {
        if (_gate is { } gate)
        {
            return gate;
        }

        gate = new MailboxGate();
        return Interlocked.CompareExchange(ref _gate, gate, null) ?? gate;
    }
}
