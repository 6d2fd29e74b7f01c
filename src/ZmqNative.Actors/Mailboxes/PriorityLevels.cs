namespace ZmqNative.Actors;

/// <summary>The messages of a mailbox with levels, and the senders that wait for space in it. Under the lock of its gate, unless a member says otherwise.</summary>
/// <remarks>
/// The next message is the oldest one of the most urgent level, except that a level which was passed over <see cref="MaxPassedOver"/> times
/// comes first. So the oldest message of a level is taken after at most that many others, and one more for each further level. Senders that wait get
/// space by the same rule.
/// </remarks>
/// <param name="count">The number of levels; 0 is the most urgent one.</param>
/// <param name="levelOf">Returns the level of a message, within range. It does not throw.</param>
internal sealed class PriorityLevels(int count, Func<object, int> levelOf)
{
    /// <summary>The number of messages of other levels after which the oldest message of a level is due.</summary>
    public const int MaxPassedOver = 16;

    // Longer queues give their memory back once the actor is idle.
    private const int KeptCapacity = 32;

    private readonly Queue<Envelope>[] _messages = [.. Enumerable.Range(0, count).Select(static _ => new Queue<Envelope>())];
    private readonly OperationQueue[] _waiters = [.. Enumerable.Range(0, count).Select(static _ => new OperationQueue())];
    private readonly int[] _passedOver = new int[count];

    // The messages of more urgent levels that got space while senders of a level waited.
    private readonly int[] _waitersPassedOver = new int[count];
    private int _count;
    private int _waiting;
    private int _capacity;

    /// <summary>The number of messages. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of senders in the queues.</summary>
    public int Waiting => _waiting;

    /// <summary>The number of messages and senders that were ever added, modulo 2^32: it changes with each.</summary>
    public int Added { get; private set; }

    /// <summary>Whether an idle actor should release memory. Any thread.</summary>
    public bool IsLarge => Volatile.Read(ref _capacity) > KeptCapacity;

    /// <summary>The sender that is served next: the first one of the most urgent level, or of a level that is due.</summary>
    public MailboxWaiter? NextWaiter
    {
        get
        {
            int chosen = -1;
            int longest = MaxPassedOver - 1;
            for (int level = 0; level < _waiters.Length && _waiting > 0; level++)
            {
                if (!_waiters[level].IsEmpty && (chosen < 0 || _waitersPassedOver[level] > longest))
                {
                    longest = Math.Max(longest, _waitersPassedOver[level]);
                    chosen = level;
                }
            }

            return chosen < 0 ? null : (MailboxWaiter?)_waiters[chosen].First;
        }
    }

    /// <summary>Returns the level of a message. Outside the lock: it is user code.</summary>
    public int LevelOf(object message) => levelOf(message);

    /// <summary>Whether senders wait whose messages come before one of this level that is added now.</summary>
    public bool IsBehindWaiters(int level)
    {
        for (int i = 0; i < _waiters.Length && _waiting > 0; i++)
        {
            if (!_waiters[i].IsEmpty && (i <= level || _waitersPassedOver[i] >= MaxPassedOver))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a message for which there is space, and notes which waiting senders it has passed over.</summary>
    public void Admit(int level, in Envelope envelope)
    {
        Add(level, envelope);
        for (int i = level + 1; i < _waiters.Length && _waiting > 0; i++)
        {
            if (!_waiters[i].IsEmpty)
            {
                _waitersPassedOver[i]++;
            }
        }
    }

    /// <summary>Adds the message of the sender that was served.</summary>
    public void AdmitWaiter(int level, in Envelope envelope)
    {
        _waitersPassedOver[level] = 0;
        Admit(level, envelope);
    }

    public void Add(int level, in Envelope envelope)
    {
        Queue<Envelope> queue = _messages[level];
        queue.Enqueue(envelope);
        Volatile.Write(ref _count, _count + 1);
        Added++;
        if (queue.Capacity > _capacity)
        {
            Volatile.Write(ref _capacity, queue.Capacity);
        }
    }

    /// <summary>Takes the next message.</summary>
    public bool TryTake(out Envelope envelope)
    {
        int most = Array.FindIndex(_messages, static queue => queue.Count > 0);
        if (most < 0)
        {
            envelope = default;
            return false;
        }

        int chosen = most;
        int longest = MaxPassedOver - 1;
        for (int level = most + 1; level < _messages.Length; level++)
        {
            if (_messages[level].Count > 0 && _passedOver[level]++ > longest)
            {
                longest = _passedOver[level] - 1;
                chosen = level;
            }
        }

        envelope = Take(chosen);
        _passedOver[chosen] = 0;
        return true;
    }

    /// <summary>Takes the oldest message of the least urgent level, down to the given one; false if all messages are more urgent.</summary>
    public bool TryTakeLeastUrgent(int level, out Envelope envelope)
    {
        int least = Array.FindLastIndex(_messages, static queue => queue.Count > 0);
        if (least < level)
        {
            envelope = default;
            return false;
        }

        // It stays due as it was: otherwise a mailbox that is always full would never let its least urgent level have a message.
        envelope = Take(least);
        return true;
    }

    public void AddWaiter(int level, MailboxWaiter waiter)
    {
        if (_waiters[level].IsEmpty)
        {
            // Those that were passed over have left.
            _waitersPassedOver[level] = 0;
        }

        _waiters[level].Enqueue(waiter);
        _waiting++;
        Added++;
    }

    /// <summary>Whether a queue is one of those of waiting senders.</summary>
    public bool Owns(OperationQueue queue) => Array.IndexOf(_waiters, queue) >= 0;

    /// <summary>Notes that a sender has left its queue.</summary>
    public void CountWaiterOut() => _waiting--;

    /// <summary>Returns the level of a sender in one of the queues.</summary>
    public int LevelOfWaiter(MailboxWaiter waiter) => Array.IndexOf(_waiters, waiter.Queue!);

    /// <summary>Lists the asks among the messages and the waiting senders.</summary>
    public void ListAsks(List<(ReplyTarget Target, uint Token)> asks)
    {
        foreach (Queue<Envelope> queue in _messages)
        {
            foreach (Envelope envelope in queue)
            {
                if (envelope.Target is { } target)
                {
                    asks.Add((target, envelope.Token));
                }
            }
        }

        foreach (OperationQueue queue in _waiters)
        {
            for (PooledOperation? operation = queue.First; operation is not null; operation = operation.Next)
            {
                if (operation is MailboxWaiter { Target: { } target } waiter)
                {
                    asks.Add((target, waiter.Token));
                }
            }
        }
    }

    /// <summary>Releases the memory of queues that were long; false if there are messages.</summary>
    public bool TryShrink()
    {
        if (_count > 0)
        {
            return false;
        }

        foreach (Queue<Envelope> queue in _messages)
        {
            if (queue.Capacity > KeptCapacity)
            {
                queue.TrimExcess();
            }
        }

        Volatile.Write(ref _capacity, 0);
        return true;
    }

    private Envelope Take(int level)
    {
        Volatile.Write(ref _count, _count - 1);
        return _messages[level].Dequeue();
    }
}
