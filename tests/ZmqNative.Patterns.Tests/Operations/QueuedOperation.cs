namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>The smallest operation: it waits in its owner's queue until it is served, cancelled or ended.</summary>
internal sealed class QueuedOperation : PooledOperation<int>, IPooled
{
    private QueueOwner? _owner;

    public static int MaxSpare => 64;

    /// <summary>The number of cancellation callbacks, over all uses.</summary>
    public int CancellationCalls { get; private set; }

    /// <summary>The number of times that the operation was told to free what it holds, over all uses.</summary>
    public int Abandoned { get; private set; }

    /// <summary>Whether the pool was full when it was last recycled.</summary>
    public bool Overflowed { get; private set; }

    public static QueuedOperation Rent(QueueOwner owner, CancellationToken token = default)
    {
        QueuedOperation operation = OperationPool<QueuedOperation>.Rent();
        operation._owner = owner;
        operation.SetCancellation(token);
        return operation;
    }

    protected override void OnCancelled()
    {
        CancellationCalls++;
        _owner!.Cancel(this);
    }

    protected override void Abandon() => Abandoned++;

    protected override void Recycle()
    {
        _owner = null;
        Overflowed = !OperationPool<QueuedOperation>.Return(this);
    }
}
