namespace ZmqNative.Patterns;

/// <summary>A request in flight: pooled by its client's table, and the operation that its caller awaits.</summary>
/// <remarks>
/// The thread that takes it out of the table, under the table's lock, decides the outcome. Its entry in the table is free from then
/// on, whether or not the caller ever asks for the result.
/// </remarks>
internal sealed class PendingRequest(PendingRequestTable table) : TimedOperation<Response>
{
    /// <summary>Frees the reply of a request whose caller never asked for it.</summary>
    ~PendingRequest()
    {
        if (HasUnclaimedResult)
        {
            Result.Dispose();
        }
    }

    public ulong RequestId { get; private set; }

    /// <summary>Begins a use; inside the table's lock. <see cref="TimedOperation{TResult}.StartDeadline"/> is to follow outside of it.</summary>
    public void Begin(ulong requestId, DeadlineWheel deadlines, long now, TimeSpan timeout, CancellationToken cancellationToken)
    {
        RequestId = requestId;
        SetCancellation(cancellationToken);
        BeginUse(deadlines, now, timeout);
    }

    public override void Expire(uint use) => table.Expire(this, use);

    protected override void OnCancelled()
    {
        if (table.TryTake(this, Use))
        {
            DecideCancelled();
            Complete();
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
