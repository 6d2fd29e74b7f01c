namespace ZmqNative.Actors;

/// <summary>An ask in flight, with its deadline: the operation that its caller awaits. Pooled.</summary>
/// <remarks>
/// The number of a use is the token of <see cref="ReplyTarget"/>: a late answer carries an old one, and is refused.
/// </remarks>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class AskSource<T> : TimedOperation<T>, IPooled
{
    // Null while the ask is not in use: a pooled one keeps no broker.
    private ActorRef? _actor;

    public AskSource() => Target = new AskTarget<T>(this);

    public static int MaxSpare => 4096;

    public override bool NeedsThreadPool => _actor is { NeedsThreadPool: true };

    /// <summary>The target of the answer.</summary>
    public AskTarget<T> Target { get; }

    /// <summary>The address of the actor that is asked, for messages.</summary>
    public string Address => _actor?.Address ?? string.Empty;

    public static AskSource<T> Rent(ActorRef actor, TimeSpan timeout, CancellationToken cancellationToken)
    {
        AskSource<T> source = OperationPool<AskSource<T>>.Rent();
        Broker broker = actor.Owner;
        source._actor = actor;
        source.SetCancellation(cancellationToken);
        source.Target.SetAsker();
        long now = broker.Time.GetTimestamp();
        source.BeginUse(broker.Deadlines, now, timeout);
        source.StartDeadline(now);
        return source;
    }

    public override void Expire(uint use)
    {
        // Otherwise the use has ended already.
        if (_actor is { } actor && IsPending(use))
        {
            // The answer may have arrived from another process and not be read yet.
            actor.Expire(EndLate, use);
        }
    }

    private void EndLate(uint use)
    {
        if (_actor is { } actor && IsPending(use))
        {
            AskTimeoutException late = new(actor.Address, Timeout, actor.DescribeConnections());
            if (TryEndUse(use))
            {
                Target.Cancel(use);
                Fail(late);
            }
        }
    }

    protected override void OnCancelled()
    {
        uint use = Use;
        if (TryEndUse(use))
        {
            Target.Cancel(use);
            DecideCancelled();
            Complete();
        }
    }

    // The use that has ended had the number before the current one.
    protected override void Abandon() => Target.LeaveMailbox(Use - 1);

    protected override void Recycle()
    {
        // One actor of a broadcast has answered, and others may hang.
        Target.LeaveMailbox(Use - 1);
        _actor = null;
        Target.Clear();
        if (!OperationPool<AskSource<T>>.Return(this))
        {
            LeaveWheel();
        }
    }
}
