namespace ZmqNative.Actors;

/// <summary>What an <see cref="AskDeadline"/> ends.</summary>
internal interface IAskDeadline
{
    /// <summary>Which use of it is current.</summary>
    uint Token { get; }

    /// <summary>The deadline that the current use goes by.</summary>
    AskDeadline? Deadline { get; }

    /// <summary>The time of that use is up.</summary>
    bool TryExpire(uint token);
}

/// <summary>The deadline of a pooled ask, which stays on the wheel from one ask to the next.</summary>
/// <remarks>
/// <para>
/// Nearly all asks are answered in time: adding and removing each would take the wheel's lock twice for nothing. So an ask only
/// notes when it is due; the entry on the wheel, when its time comes, looks whether that is now, later or no more. An entry that
/// is on the wheel later than an ask is due is moved.
/// </para>
/// <para>
/// It holds the wheel and no broker: a pooled ask outlives the broker that it was last used with.
/// </para>
/// </remarks>
internal sealed class AskDeadline(DeadlineWheel wheel, IAskDeadline ask) : DeadlineWheel.Deadline
{
    private long _due;
    private long _wheelDue;

    // 1 from the decision to add the entry until it is removed or expires.
    private int _armed;
    private bool _abandoned;

    public DeadlineWheel Wheel => wheel;

    /// <summary>The time until the present use is due; not positive if it is.</summary>
    public TimeSpan Left => Time.GetElapsedTime(Time.GetTimestamp(), Volatile.Read(ref _due));

    private TimeProvider Time => wheel.TimeProvider;

    /// <summary>Notes when the next use is due. Before that use is pending: whoever sees it pending sees its due time.</summary>
    public long Prepare(TimeSpan timeout)
    {
        long due = Time.GetTimestamp() + (long)(timeout.TotalSeconds * Time.TimestampFrequency);
        Volatile.Write(ref _due, due);
        return due;
    }

    /// <summary>Sees to it that the wheel tells when the use is due. After the use is pending, and after a full fence.</summary>
    /// <remarks>
    /// Either <see cref="OnExpired"/>, which disarms and then looks, sees the use pending, or it is seen disarmed here. And either
    /// <see cref="OnExpired"/>, which adds the entry and then looks again, sees the use's due time, or the entry and its time are seen here.
    /// </remarks>
    public void Start(long due, TimeSpan timeout)
    {
        if (Volatile.Read(ref _armed) == 0)
        {
            _ = TryArm(due, timeout);
        }
        else if (due < Volatile.Read(ref _wheelDue) && wheel.Remove(this))
        {
            Volatile.Write(ref _armed, 0);
            _ = TryArm(due, timeout);
        }
    }

    /// <summary>Leaves the wheel for good: the ask will not be used again. While no use is pending.</summary>
    public void Abandon()
    {
        // Before the entry is looked for: one that is about to be added is removed by who adds it.
        Volatile.Write(ref _abandoned, true);
        Interlocked.MemoryBarrier();
        _ = wheel.Remove(this);
    }

    public override void OnExpired()
    {
        Interlocked.Exchange(ref _armed, 0);
        while (true)
        {
            uint token = ask.Token;
            if ((token & 1) == 0 || ask.Deadline != this)
            {
                return;
            }

            long due = Volatile.Read(ref _due);
            long left = due - Time.GetTimestamp();
            if (left <= 0)
            {
                _ = ask.TryExpire(token);
                return;
            }

            if (!TryArm(due, TimeSpan.FromSeconds((double)left / Time.TimestampFrequency)))
            {
                return;
            }

            // A shorter use that began meanwhile found nothing on the wheel to remove, or the due time before this one.
            Interlocked.MemoryBarrier();
            if ((Volatile.Read(ref _due) >= due && !Volatile.Read(ref _abandoned)) || !wheel.Remove(this))
            {
                return;
            }

            Interlocked.Exchange(ref _armed, 0);
        }
    }

    /// <summary>Adds the entry to the wheel; false if another thread has.</summary>
    private bool TryArm(long due, TimeSpan timeout)
    {
        if (Interlocked.CompareExchange(ref _armed, 1, 0) != 0)
        {
            return false;
        }

        Volatile.Write(ref _wheelDue, due);
        wheel.Add(this, timeout);
        return true;
    }
}
