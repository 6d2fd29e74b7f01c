namespace ZmqNative.Cluster;

/// <summary>The durable tells of one key that its owner knows. Guarded by the lock of the <see cref="ShardTells"/>.</summary>
/// <param name="address">The address; empty for entries that have none.</param>
/// <param name="actor">The reference to the actor of this broker.</param>
internal sealed class KeyTells(string address, AddressRef actor)
{
    public string Address => address;

    public AddressRef Actor => actor;

    /// <summary>The tells in memory, in order. The first one is being handled while <see cref="IsRunning"/>.</summary>
    public Queue<DurableEntry> Queue { get; } = new();

    /// <summary>Whether a loop handles the tells.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Whether the current tell has failed, or takes so long that no further ones are held for this key.</summary>
    public bool IsHeldUp { get; set; }

    /// <summary>The number of the current attempt, from 1 on.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>The number of pauses before the current attempt.</summary>
    public int Pauses { get; set; }

    /// <summary>The number of the last tell that was read. Numbers up to it are known.</summary>
    public ulong LastSeen { get; set; }

    /// <summary>The number of the first tell that is to be read again; 0 if there is none.</summary>
    public ulong SkippedFrom { get; set; }

    /// <summary>The number of the last tell that is to be read again.</summary>
    public ulong SkippedTo { get; set; }

    /// <summary>The count of tells that are to be read again.</summary>
    public int Skipped { get; set; }

    /// <summary>The time at which a tell has ended, or the queue was begun.</summary>
    public long LastProgress { get; set; }

    /// <summary>The number of places that it takes of those of the shard.</summary>
    public int Places { get; set; }

    /// <summary>Whether a tell was read and not handled. When the shard is handed over, the key is known so long: what was handled behind it must not be removed as if there were nothing in front of it.</summary>
    public bool HasUnhandled => Queue.Count > 0 || SkippedFrom != 0;

    /// <summary>The number of the first tell that was read and not handled, or one in front of it; <see cref="ulong.MaxValue"/> if there is none.</summary>
    /// <remarks>The current one may be of a log that has given its number, or smaller ones, again.</remarks>
    public ulong FirstUnhandled
    {
        get
        {
            ulong first = SkippedFrom != 0 ? SkippedFrom : ulong.MaxValue;
            int looked = 0;
            foreach (DurableEntry entry in Queue)
            {
                first = Math.Min(first, entry.Sequence);
                if (++looked == 2)
                {
                    break;
                }
            }

            return first;
        }
    }

    /// <summary>Whether a tell is the one that is being handled.</summary>
    public bool IsCurrent(DurableEntry entry) =>
        IsRunning && Queue.TryPeek(out DurableEntry? current)
        && (current.LogCreated, current.Sequence, current.Time, current.Message.Id) == (entry.LogCreated, entry.Sequence, entry.Time, entry.Message.Id);

    /// <summary>Whether a tell was read and has not ended.</summary>
    public bool Holds(ulong sequence) =>
        Queue.Any(entry => entry.Sequence == sequence) || (SkippedFrom != 0 && sequence >= SkippedFrom && sequence <= SkippedTo);

    /// <summary>Notes a tell that is to be read again.</summary>
    public void Skip(ulong sequence)
    {
        if (SkippedFrom == 0)
        {
            SkippedFrom = sequence;
        }

        SkippedTo = LastSeen = sequence;
        Skipped++;
    }

    /// <summary>Holds only the current tell from now on.</summary>
    public void HoldUp()
    {
        IsHeldUp = true;
        if (Queue.Count > 1)
        {
            DurableEntry current = Queue.Dequeue();
            SkippedFrom = SkippedFrom == 0 ? Queue.Peek().Sequence : Math.Min(SkippedFrom, Queue.Peek().Sequence);
            SkippedTo = LastSeen;
            Skipped += Queue.Count;
            Queue.Clear();
            Queue.Enqueue(current);
        }
    }

    /// <summary>Notes that the current tell has ended.</summary>
    public void End(DurableEntry entry, long now)
    {
        if (Queue.TryPeek(out DurableEntry? current) && ReferenceEquals(current, entry))
        {
            _ = Queue.Dequeue();
        }

        (Attempt, Pauses, IsHeldUp, LastProgress) = (1, 0, false, now);
    }

    /// <summary>Notes that a tell which is read again has ended or is current: those up to it are done.</summary>
    public void EndSkipped(ulong sequence)
    {
        if (sequence >= SkippedTo)
        {
            (SkippedFrom, Skipped, IsHeldUp) = (0, 0, false);
        }
        else
        {
            SkippedFrom = sequence + 1;
            Skipped = Math.Max(1, Skipped - 1);
        }
    }

    /// <summary>Forgets all tells but the current one: their log is another one now, or read by another process of the engine.</summary>
    public void Forget()
    {
        DurableEntry? current = IsRunning && Queue.TryPeek(out DurableEntry? first) ? first : null;
        Queue.Clear();
        (SkippedFrom, SkippedTo, Skipped, LastSeen) = (0, 0, 0, 0);
        if (current is null)
        {
            (IsHeldUp, Attempt, Pauses) = (false, 1, 0);
        }
        else
        {
            Queue.Enqueue(current);
        }
    }
}
