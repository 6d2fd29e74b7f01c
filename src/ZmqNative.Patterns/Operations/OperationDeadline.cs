namespace ZmqNative.Patterns;

/// <summary>The deadline of a pooled operation, which stays on the wheel from one use to the next.</summary>
/// <remarks>
/// Nearly all uses end in time: adding and removing each would take the wheel's lock twice to no effect. So a use only stores its due time.
/// The entry on the wheel, when it expires, checks whether a use is due now, later or not at all. It is moved when a use is due before it.
/// An entry between two uses is dropped when the wheel reaches it, within a round (10 s), and holds no operation until then.
/// </remarks>
internal sealed class OperationDeadline(DeadlineWheel wheel) : DeadlineWheel.Deadline
{
    // Null between two uses.
    private ITimedOperation? _operation;
    private long _due;

    /// <summary>The wheel that the entry is for.</summary>
    public DeadlineWheel Wheel => wheel;

    /// <summary>The time until the current use is due; zero or negative after that.</summary>
    public TimeSpan TimeLeft => wheel.TimeProvider.GetElapsedTime(wheel.TimeProvider.GetTimestamp(), Volatile.Read(ref _due));

    public override bool IsNeeded => Volatile.Read(ref _operation) is not null;

    /// <summary>
    /// Stores when the next use is due. To be called before that use is pending: a thread that sees it pending sees its due time.
    /// It may be called inside a lock: the clock, which is user code, is not read.
    /// </summary>
    public void Prepare(ITimedOperation operation, long now, TimeSpan timeout)
    {
        Volatile.Write(ref _due, now + (long)(timeout.TotalSeconds * wheel.TimestampFrequency));
        Volatile.Write(ref _operation, operation);
    }

    /// <summary>
    /// Makes sure that the wheel expires the entry when the use is due. To be called after the use is pending, and after a full fence.
    /// </summary>
    /// <remarks>
    /// The wheel marks the entry as expired, then <see cref="OnExpired"/> looks for a pending use, with a fence between. So either that
    /// method sees this use, or this method sees that the entry has expired.
    /// </remarks>
    public void Start(long now)
    {
        long due = Volatile.Read(ref _due);
        if (ToldBy > due)
        {
            wheel.AddBy(now, this, due);
        }
    }

    /// <summary>Marks the use as ended. Called by the thread that ended it, before the operation can be used again.</summary>
    public void Stop() => Volatile.Write(ref _operation, null);

    /// <summary>Removes the entry from the wheel at once.</summary>
    public void Leave() => _ = wheel.Remove(this);

    public override void OnExpired()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _operation) is not { } operation || operation.Use is var use && (use & 1) == 0)
        {
            return;
        }

        // Read after the number of the use: it is that use's time, or a later one's.
        long due = Volatile.Read(ref _due);
        long now = wheel.TimeProvider.GetTimestamp();
        if (due > now)
        {
            wheel.AddBy(now, this, due);
        }
        else
        {
            operation.Expire(use);
        }
    }
}
