namespace ZmqNative.Patterns;

/// <summary>An operation that completes at once, for a loop that lets other work run first.</summary>
internal sealed class YieldOperation : PooledOperation<bool>, IPooled
{
    public static int MaxSpare => 256;

    /// <summary>Completes behind the work that is queued already, on a thread that <see cref="ContinuationScheduler"/> chooses.</summary>
    public static ValueTask RunAsync()
    {
        YieldOperation operation = OperationPool<YieldOperation>.Rent();
        ValueTask result = operation.TaskWithoutResult;
        operation.Complete();
        return result;
    }

    // It has no token.
    protected override void OnCancelled()
    {
    }

    protected override void Recycle() => _ = OperationPool<YieldOperation>.Return(this);
}
