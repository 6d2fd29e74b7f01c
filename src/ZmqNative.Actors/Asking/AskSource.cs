namespace ZmqNative.Actors;

/// <summary>One ask in flight, pooled: what its caller awaits, with its deadline.</summary>
/// <remarks>
/// The number of its use is the token of <see cref="ReplyTarget"/>: a late answer carries an old one, and is refused.
/// </remarks>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class AskSource<T> : TimedOperation<T>, IPooled
{
    private string _address = string.Empty;

    public AskSource() => Target = new AskTarget<T>(this);

    public static int MaxSpare => 4096;

    /// <summary>Where the answer goes.</summary>
    public AskTarget<T> Target { get; }

    /// <summary>The address of the actor that is asked, for messages.</summary>
    public string Address => _address;

    public static AskSource<T> Rent(Broker broker, string address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        AskSource<T> source = OperationPool<AskSource<T>>.Rent();
        source._address = address;
        source.SetCancellation(cancellationToken);
        source.Target.SetAsker();
        long now = broker.Time.GetTimestamp();
        source.BeginUse(broker.Deadlines, now, timeout);
        source.StartDeadline(now);
        return source;
    }

    public override void Expire(uint use) => TryFail(new AskTimeoutException(_address, Timeout), use);

    // The use has ended, and its number was the one before.
    protected override void Abandon() => Target.LeaveMailbox(Use - 1);

    protected override void Recycle()
    {
        Target.ClearAsker();
        if (!OperationPool<AskSource<T>>.Return(this))
        {
            LeaveWheel();
        }
    }
}
