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
/// Nearly all asks are answered in time: adding and removing each would take the wheel's lock twice for nothing. So an ask only
/// notes when it is due; the entry on the wheel, when its time comes, looks whether that is now, later or no more. An entry that
/// is on the wheel later than an ask is due is moved.
/// </remarks>
internal sealed class AskDeadline(Broker broker, IAskDeadline ask) : DeadlineWheel.Deadline
{
    private long _due;
    private long _wheelDue;
    private int _armed;

    public Broker Broker => broker;

    /// <summary>The time until the present use is due; not positive if it is.</summary>
    public TimeSpan Left => broker.Time.GetElapsedTime(broker.Time.GetTimestamp(), Volatile.Read(ref _due));

    /// <summary>Notes when the next use is due. Before that use is pending: whoever sees it pending sees its due time.</summary>
    public long Prepare(TimeSpan timeout)
    {
        long due = broker.Time.GetTimestamp() + (long)(timeout.TotalSeconds * broker.Time.TimestampFrequency);
        Volatile.Write(ref _due, due);
        return due;
    }

    /// <summary>Sees to it that the wheel tells when the use is due. After the use is pending, and after a full fence.</summary>
    /// <remarks>
    /// Either <see cref="OnExpired"/>, which disarms and then looks, sees the use pending, or it is seen disarmed here.
    /// </remarks>
    public void Start(long due, TimeSpan timeout)
    {
        if (Volatile.Read(ref _armed) == 0)
        {
            Arm(due, timeout);
        }
        else if (due < Volatile.Read(ref _wheelDue) && broker.Deadlines.Remove(this))
        {
            Volatile.Write(ref _armed, 0);
            Arm(due, timeout);
        }
    }

    public override void OnExpired()
    {
        Interlocked.Exchange(ref _armed, 0);
        uint token = ask.Token;
        if ((token & 1) == 0 || ask.Deadline != this)
        {
            return;
        }

        long due = Volatile.Read(ref _due);
        long left = due - broker.Time.GetTimestamp();
        if (left > 0)
        {
            Arm(due, TimeSpan.FromSeconds((double)left / broker.Time.TimestampFrequency));
        }
        else
        {
            _ = ask.TryExpire(token);
        }
    }

    private void Arm(long due, TimeSpan timeout)
    {
        if (Interlocked.CompareExchange(ref _armed, 1, 0) == 0)
        {
            Volatile.Write(ref _wheelDue, due);
            broker.Deadlines.Add(this, timeout);
        }
    }
}
