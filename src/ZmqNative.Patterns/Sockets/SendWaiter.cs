namespace ZmqNative.Patterns;

/// <summary>A send that waits for room; it owns its message until libzmq accepts it.</summary>
internal sealed class SendWaiter : Waiter<bool>
{
    private static readonly Depot<SendWaiter> Depot = new(1024);

    [ThreadStatic]
    private static Magazine<SendWaiter>? t_magazine;

    /// <summary>What is to be sent.</summary>
    public MultipartMessage Message { get; private set; }

    public static SendWaiter Rent(MultipartMessage message)
    {
        PatternAccounting.WaiterRented();
        SendWaiter waiter =
            (t_magazine ??= new Magazine<SendWaiter>(Depot)).TryPop(out SendWaiter? spare) ? spare : new SendWaiter();
        waiter.Message = message;
        return waiter;
    }

    public override int TryInsideLock(Socket socket) => socket.TrySend(Message) ? 1 : 0;

    protected override void Abandon() => Message.Dispose();

    protected override void Return()
    {
        Message = default;
        PatternAccounting.WaiterReturned();
        _ = (t_magazine ??= new Magazine<SendWaiter>(Depot)).TryPush(this);
    }
}
