namespace ZmqNative.Patterns;

/// <summary>A receive of several messages that waits for the first.</summary>
internal sealed class BatchWaiter : Waiter<int>
{
    private static readonly Depot<BatchWaiter> Depot = new(256);

    [ThreadStatic]
    private static Magazine<BatchWaiter>? t_magazine;

    /// <summary>Where the messages go.</summary>
    public Memory<MultipartMessage> Buffer { get; private set; }

    public static BatchWaiter Rent(Memory<MultipartMessage> buffer)
    {
        PatternAccounting.WaiterRented();
        BatchWaiter waiter =
            (t_magazine ??= new Magazine<BatchWaiter>(Depot)).TryPop(out BatchWaiter? spare) ? spare : new BatchWaiter();
        waiter.Buffer = buffer;
        return waiter;
    }

    protected override void Return()
    {
        Buffer = default;
        PatternAccounting.WaiterReturned();
        _ = (t_magazine ??= new Magazine<BatchWaiter>(Depot)).TryPush(this);
    }
}
