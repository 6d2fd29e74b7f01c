namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    /// <summary>Waits in line for room.</summary>
    /// <returns>Full if <paramref name="waiter"/> was queued; otherwise what became of the message at once.</returns>
    public PostResult AddOrWait(int bound, MailboxWaiter waiter)
    {
        MailboxGate gate = EnsureGate();
        lock (gate.Lock)
        {
            // Seen by the consumer before the ring is found full below, or the ring is found to have room: the increment is a
            // full fence here, and the consumer has one between its last read and its look at the count.
            gate.AddWaiting();
            PostResult result = gate.Count == 0
                ? AddToRing(gate, bound, waiter.Message!, waiter.Target, waiter.Token)
                : gate.IsClosed ? PostResult.Stopped : PostResult.Full;
            if (result == PostResult.Full)
            {
                gate.Enqueue(waiter);
            }
            else
            {
                gate.RemoveWaiting();
            }

            return result;
        }
    }

    /// <summary>Takes a waiter out of the line; false if it is no longer there.</summary>
    public readonly bool TryRemove(MailboxWaiter waiter)
    {
        MailboxGate gate = _gate!;
        lock (gate.Lock)
        {
            return gate.TryRemove(waiter);
        }
    }

    /// <summary>Moves waiting senders' messages into the ring while there is room. Consumer only.</summary>
    /// <returns>Those that got room, to be completed by the caller.</returns>
    public MailboxWaiter? ServeWaiters(int bound)
    {
        ServedWaiters served = default;
        MailboxGate gate = _gate!;
        lock (gate.Lock)
        {
            while (gate.First is { } waiter
                && AddToRing(gate, bound, waiter.Message!, waiter.Target, waiter.Token) == PostResult.Accepted)
            {
                served.Take(gate, waiter);
            }
        }

        return served.First;
    }
}
