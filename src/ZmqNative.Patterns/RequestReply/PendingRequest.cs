namespace ZmqNative.Patterns;

/// <summary>A request in flight: pooled by its client's table, and the operation that its caller awaits.</summary>
/// <remarks>
/// The thread that takes it out of the table, under the table's lock, decides the outcome. Its entry in the table is free from then
/// on, whether or not the caller ever asks for the result.
/// </remarks>
/// <typeparam name="TReply">The type of the reply.</typeparam>
internal class PendingRequest<TReply>(PendingRequestTable<TReply> table) : TimedOperation<TReply>
    where TReply : struct, IDisposable
{
    /// <summary>Frees the reply of a request whose caller never read it.</summary>
    ~PendingRequest()
    {
        if (HasUnclaimedResult)
        {
            Result.Dispose();
        }
    }

    public sealed override bool NeedsThreadPool => table.NeedsThreadPool;

    public ulong RequestId { get; private set; }

    /// <summary>Whether libzmq has, or may have, accepted the request. Inside the table's lock.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether its deadline passed before it was sent: the pending send ends it. Inside the table's lock.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>The number of outages of its client when it began, or when it was sent after a wait. Inside the table's lock.</summary>
    public long Outages { get; set; }

    /// <summary>
    /// Begins a use; inside the table's lock. <see cref="TimedOperation{TResult}.StartDeadline"/> is to follow outside of it.
    /// </summary>
    public void Begin(
        ulong requestId, DeadlineWheel deadlines, long now, TimeSpan timeout, long outages, CancellationToken cancellationToken)
    {
        // As if it were sent: a reply, or the loss of the connection, may be processed before the sender continues.
        IsSent = true;
        IsOverdue = false;
        Outages = outages;
        RequestId = requestId;
        SetCancellation(cancellationToken);
        BeginUse(deadlines, now, timeout);
    }

    public override void Expire(uint use) => table.Expire(this, use);

    protected override void OnCancelled()
    {
        ulong id = RequestId;
        if (table.TryTake(this, Use))
        {
            DecideCancelled();
            Complete();
            table.GivenUp?.Invoke(id);
        }
    }

    protected override void Recycle()
    {
        if (!table.Return(this))
        {
            LeaveWheel();
        }
    }
}
