namespace ZmqNative.Actors;

/// <remarks>A mailbox with levels has no rings: all its messages are in <see cref="PriorityLevels"/>, under the lock of its gate.</remarks>
internal partial struct Mailbox
{
    /// <summary>Whether the mailbox has levels. One that was released has none any more.</summary>
    public readonly bool HasLevels => _gate is { Levels: not null };

    /// <summary>Gives the mailbox levels. Before its first message.</summary>
    public void UseLevels(PriorityLevels levels) => _gate = new MailboxGate { Levels = levels };

    /// <summary>Adds a message. If there is no space, the oldest message of the least urgent level is dropped; that may be the new one.</summary>
    /// <returns>Accepted, with the dropped message, if there is one; or Stopped.</returns>
    public readonly PostResult AddOrReplace(int bound, in Envelope envelope, out Envelope? dropped)
    {
        dropped = null;
        if (_gate is not { Levels: { } levels } gate)
        {
            return PostResult.Stopped;
        }

        int level = levels.LevelOf(envelope.Message);
        lock (gate.Lock)
        {
            if (gate.IsClosed)
            {
                return PostResult.Stopped;
            }

            if (levels.Count < bound)
            {
                levels.Add(level, envelope);
            }
            else if (levels.TryTakeLeastUrgent(level, out Envelope oldest))
            {
                dropped = oldest;
                levels.Add(level, envelope);
            }
            else
            {
                dropped = envelope;
            }

            return PostResult.Accepted;
        }
    }

    private static PostResult AddToLevels(MailboxGate gate, PriorityLevels levels, int bound, in Envelope envelope)
    {
        int level = levels.LevelOf(envelope.Message);
        lock (gate.Lock)
        {
            return AddInsideLock(gate, levels, bound, level, envelope);
        }
    }

    // A message never overtakes a waiting one of its own level, of a more urgent one, or of one that is due.
    private static PostResult AddInsideLock(MailboxGate gate, PriorityLevels levels, int bound, int level, in Envelope envelope)
    {
        if (gate.IsClosed)
        {
            return PostResult.Stopped;
        }

        if (levels.Count >= bound || levels.IsBehindWaiters(level))
        {
            return PostResult.Full;
        }

        levels.Admit(level, envelope);
        return PostResult.Accepted;
    }

    private static PostResult AddOrWaitInLevels(
        MailboxGate gate, PriorityLevels levels, int bound, int longest, MailboxWaiter waiter)
    {
        int level = levels.LevelOf(waiter.Message!);
        lock (gate.Lock)
        {
            // Seen by the consumer before the levels are found full: the lock orders both.
            gate.AddWaiting();
            PostResult result = AddInsideLock(gate, levels, bound, level, new Envelope(waiter.Message!, waiter.Target, waiter.Token));
            if (result == PostResult.Full && levels.Waiting >= longest)
            {
                result = PostResult.TooManyWait;
            }

            if (result == PostResult.Full)
            {
                levels.AddWaiter(level, waiter);
            }
            else
            {
                gate.RemoveWaiting();
            }

            return result;
        }
    }

    // Inside the lock of the gate.
    private static DecidedOperations ServeLevels(MailboxGate gate, PriorityLevels levels, int bound)
    {
        DecidedOperations served = default;
        while (levels.Count < bound && levels.NextWaiter is { } waiter && !gate.IsClosed)
        {
            int level = levels.LevelOfWaiter(waiter);
            _ = gate.TryTakeOut(waiter);
            levels.AdmitWaiter(level, new Envelope(waiter.Message!, waiter.Target, waiter.Token));
            served.Add(waiter);
        }

        return served;
    }
}
