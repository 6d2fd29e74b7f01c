namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    /// <summary>How many senders wait for room.</summary>
    public readonly int WaitingCount => _gate?.Waiting ?? 0;

    /// <summary>Waits in line for room.</summary>
    /// <param name="bound">How many messages the mailbox may hold.</param>
    /// <param name="longest">How many senders may wait.</param>
    /// <param name="waiter">The message.</param>
    /// <returns>Full if <paramref name="waiter"/> was queued; otherwise what became of the message at once.</returns>
    public PostResult AddOrWait(int bound, int longest, MailboxWaiter waiter)
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
            if (result == PostResult.Full && gate.Count >= longest)
            {
                result = PostResult.TooManyWait;
            }

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
        if (_gate is not { } gate)
        {
            // The actor has stopped, and all that waited were told.
            return false;
        }

        lock (gate.Lock)
        {
            return gate.TryTakeOut(waiter);
        }
    }

    /// <summary>Takes the message of an ask out of the line; false if it is no longer there.</summary>
    public readonly bool TryRemove(MailboxWaiter waiter, ReplyTarget target, uint token)
    {
        if (_gate is not { } gate)
        {
            return false;
        }

        lock (gate.Lock)
        {
            // What is in this line was filled in before it came there: first whether it is, then what it is.
            return waiter.Queue == gate && waiter.Target == target && waiter.Token == token && gate.TryTakeOut(waiter);
        }
    }

    /// <summary>Takes a waiter out of the line unless it is no longer there, or there again in another use.</summary>
    public readonly bool TryRemove(MailboxWaiter waiter, uint use)
    {
        if (_gate is not { } gate)
        {
            return false;
        }

        lock (gate.Lock)
        {
            // First whether it is in this line, then in which use: it was filled in before it came there.
            return waiter.Queue == gate && waiter.Use == use && gate.TryTakeOut(waiter);
        }
    }

    /// <summary>Ties a waiter in line to the wait of its sender, which ends when it leaves the line; false if it is no longer there.</summary>
    public readonly bool TryTie(MailboxWaiter waiter, ActorWait wait)
    {
        if (_gate is not { } gate)
        {
            return false;
        }

        lock (gate.Lock)
        {
            if (waiter.Queue != gate)
            {
                return false;
            }

            waiter.Wait = wait;
            return true;
        }
    }

    /// <summary>Moves waiting senders' messages into the ring while there is room. Consumer only.</summary>
    /// <returns>Those that got room, to be completed by the caller.</returns>
    public DecidedOperations ServeWaiters(int bound)
    {
        DecidedOperations served = default;
        MailboxGate gate = _gate!;
        lock (gate.Lock)
        {
            while (gate.First is MailboxWaiter waiter
                && AddToRing(gate, bound, waiter.Message!, waiter.Target, waiter.Token) == PostResult.Accepted)
            {
                _ = gate.TryTakeOut(waiter);
                served.Add(waiter);
            }
        }

        return served;
    }
}
