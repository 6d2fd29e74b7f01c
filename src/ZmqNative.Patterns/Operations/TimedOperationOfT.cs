namespace ZmqNative.Patterns;

/// <summary>An operation with a deadline, and with numbered uses.</summary>
/// <remarks>
/// One exchange on the number decides a use; a late outcome has an old number, and is refused.
/// <code>
///   idle (even use) --BeginUse--> pending (odd) --TryEndUse: one exchange--> decided (even) --Complete, GetResult--> idle
/// </code>
/// </remarks>
/// <typeparam name="TResult">The type of the operation's result.</typeparam>
internal abstract class TimedOperation<TResult> : PooledOperation<TResult>, ITimedOperation
{
    private OperationDeadline? _deadline;
    private uint _use;

    public uint Use => Volatile.Read(ref _use);

    /// <summary>The time-out of the current, or last, use.</summary>
    public TimeSpan Timeout { get; private set; }

    public bool IsPending(uint use) => (use & 1) != 0 && Volatile.Read(ref _use) == use;

    /// <summary>Returns the remaining time of a use; zero if it has ended.</summary>
    public TimeSpan GetTimeLeft(uint use) => IsPending(use) ? _deadline!.TimeLeft : TimeSpan.Zero;

    /// <summary>Decides the outcome as a result, if the use is pending, and completes the operation.</summary>
    public bool TrySucceed(TResult result, uint use)
    {
        if (!TryEndUse(use))
        {
            return false;
        }

        Succeed(result);
        return true;
    }

    /// <summary>Decides the outcome as a failure, if the use is pending, and completes the operation.</summary>
    public bool TryFail(Exception exception, uint use)
    {
        if (!TryEndUse(use))
        {
            return false;
        }

        Fail(exception);
        return true;
    }

    /// <summary>Ends a use; the caller decides and completes the operation.</summary>
    /// <returns>True for exactly one caller.</returns>
    public bool TryEndUse(uint use)
    {
        if ((use & 1) == 0 || Interlocked.CompareExchange(ref _use, use + 1, use) != use)
        {
            return false;
        }

        _deadline!.Stop();
        return true;
    }

    /// <summary>Begins a use: from now on it is pending. <see cref="StartDeadline"/> is to follow.</summary>
    /// <param name="deadlines">The wheel that is to end the use.</param>
    /// <param name="now">The current time, a timestamp of the wheel's time provider.</param>
    /// <param name="timeout">The longest time of the use.</param>
    protected void BeginUse(DeadlineWheel deadlines, long now, TimeSpan timeout)
    {
        if (_deadline is not { } deadline || deadline.Wheel != deadlines)
        {
            _deadline?.Leave();
            _deadline = deadline = new OperationDeadline(deadlines);
        }

        Timeout = timeout;
        deadline.Prepare(this, now, timeout);

        // A full fence, which the deadline counts on, too.
        Interlocked.Increment(ref _use);
    }

    /// <summary>Starts the deadline of the use that has begun. Outside every lock; the use may have ended meanwhile.</summary>
    /// <param name="now">The same time as at the beginning.</param>
    public void StartDeadline(long now) => _deadline!.Start(now);

    /// <summary>Removes the deadline of an operation that is not pooled from the wheel.</summary>
    protected void LeaveWheel() => _deadline?.Leave();

    public abstract void Expire(uint use);

    protected override void OnCancelled()
    {
        if (TryEndUse(Use))
        {
            DecideCancelled();
            Complete();
        }
    }
}
