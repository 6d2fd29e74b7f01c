namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    /// <summary>Lists the asks that are in the mailbox, and in the queue of senders. Consumer only.</summary>
    /// <param name="asks">The list to which they are added.</param>
    /// <returns>The position that was reached.</returns>
    public readonly MailboxPosition ListAsks(List<(ReplyTarget Target, uint Token)> asks)
    {
        if (_gate is not { } gate)
        {
            return new MailboxPosition(ListAsksInRings(asks), null);
        }

        // Where producers take messages, too, they do so under the gate.
        lock (gate.Lock)
        {
            if (gate.Levels is { } levels)
            {
                levels.ListAsks(asks);
                return new MailboxPosition(new MailboxCursor { Head = levels.Added }, null);
            }

            MailboxCursor reached = ListAsksInRings(asks);
            for (PooledOperation? operation = gate.First; operation is not null; operation = operation.Next)
            {
                if (operation is MailboxWaiter { Target: { } target } waiter)
                {
                    asks.Add((target, waiter.Token));
                }
            }

            return new MailboxPosition(reached, gate.Last);
        }
    }

    /// <summary>Whether a message has come after a position. Consumer only.</summary>
    public readonly bool HasMessageAfter(in MailboxPosition mark) => _gate is { Levels: { } levels }
        ? levels.Added != mark.Reached.Head
        : HasMessage(mark.Reached) || _gate?.Last != mark.LastWaiter;

    private readonly MailboxCursor ListAsksInRings(List<(ReplyTarget Target, uint Token)> asks)
    {
        MailboxCursor place = Cursor;
        while (place.Segment is { } segment)
        {
            for (; segment.TryPeek(place.Head, out ReplyTarget? target, out uint token); place.Head++)
            {
                if (target is not null)
                {
                    asks.Add((target, token));
                }
            }

            if (Volatile.Read(ref segment.Next) is not { } next)
            {
                break;
            }

            place = new MailboxCursor { Segment = next };
        }

        return place;
    }
}
