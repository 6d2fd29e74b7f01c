namespace ZmqNative.Actors;

internal partial struct Mailbox
{
    /// <summary>The number of senders that wait for space.</summary>
    public readonly int WaitingCount => _gate?.Waiting ?? 0;

    /// <summary>Adds a message if there is space, and otherwise puts its sender into the queue.</summary>
    /// <param name="bound">The capacity of the mailbox.</param>
    /// <param name="longest">The number of senders that may wait.</param>
    /// <param name="waiter">The message.</param>
    /// <returns>Full if <paramref name="waiter"/> was queued; otherwise the outcome for the message.</returns>
    public PostResult AddOrWait(int bound, int longest, MailboxWaiter waiter)
    {
        MailboxGate gate = EnsureGate();
        if (gate.Levels is { } levels)
        {
            return AddOrWaitInLevels(gate, levels, bound, longest, waiter);
        }

        lock (gate.Lock)
        {
            // Seen by the consumer before the ring is found full below, or the ring is found to have space: the increment is a
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

    /// <summary>Removes a waiter from the queue; false if it is no longer there.</summary>
    public readonly bool TryRemove(MailboxWaiter waiter)
    {
        if (_gate is not { } gate)
        {
            // The actor has stopped, and all waiters were completed.
            return false;
        }

        lock (gate.Lock)
        {
            return gate.TryTakeOut(waiter);
        }
    }

    /// <summary>Removes the message of an ask from the queue; false if it is no longer there.</summary>
    public readonly bool TryRemove(MailboxWaiter waiter, ReplyTarget target, uint token)
    {
        if (_gate is not { } gate)
        {
            return false;
        }

        lock (gate.Lock)
        {
            // A waiter in this queue was filled in before it was queued: so first its queue is compared, then its use.
            return gate.Has(waiter) && waiter.Target == target && waiter.Token == token && gate.TryTakeOut(waiter);
        }
    }

    /// <summary>Removes a waiter from the queue, unless it is no longer there, or there in another use.</summary>
    public readonly bool TryRemove(MailboxWaiter waiter, uint use)
    {
        if (_gate is not { } gate)
        {
            return false;
        }

        lock (gate.Lock)
        {
            // A waiter in this queue was filled in before it was queued: so first its queue is compared, then its use.
            return gate.Has(waiter) && waiter.Use == use && gate.TryTakeOut(waiter);
        }
    }

    /// <summary>Connects a queued waiter with the wait of its sender, which ends when it leaves the queue; false if it is no longer there.</summary>
    public readonly bool TryTie(MailboxWaiter waiter, ActorWait wait)
    {
        if (_gate is not { } gate)
        {
            return false;
        }

        lock (gate.Lock)
        {
            if (!gate.Has(waiter))
            {
                return false;
            }

            waiter.Wait = wait;
            return true;
        }
    }

    /// <summary>Moves waiting senders' messages into the ring while there is space. Consumer only.</summary>
    /// <returns>The waiters that got space, to be completed by the caller.</returns>
    public DecidedOperations ServeWaiters(int bound)
    {
        DecidedOperations served = default;
        MailboxGate gate = _gate!;
        lock (gate.Lock)
        {
            if (gate.Levels is { } levels)
            {
                return ServeLevels(gate, levels, bound);
            }

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
