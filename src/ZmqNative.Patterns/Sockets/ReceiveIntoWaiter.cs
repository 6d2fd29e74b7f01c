namespace ZmqNative.Patterns;

/// <summary>A receive of one message, into one that exists, that waits.</summary>
internal sealed class ReceiveIntoWaiter : Waiter<bool>
{
    private static readonly Depot<ReceiveIntoWaiter> Depot = new(1024);

    [ThreadStatic]
    private static Magazine<ReceiveIntoWaiter>? t_magazine;

    private MultipartMessage _message;

    public static ReceiveIntoWaiter Rent(MultipartMessage message)
    {
        PatternAccounting.WaiterRented();
        ReceiveIntoWaiter waiter = (t_magazine ??= new Magazine<ReceiveIntoWaiter>(Depot)).TryPop(out ReceiveIntoWaiter? spare)
            ? spare
            : new ReceiveIntoWaiter();
        waiter._message = message;
        return waiter;
    }

    public override int TryInsideLock(Socket socket) => socket.TryReceiveMessageInto(_message) ? 1 : 0;

    protected override void Return()
    {
        _message = default;
        PatternAccounting.WaiterReturned();
        _ = (t_magazine ??= new Magazine<ReceiveIntoWaiter>(Depot)).TryPush(this);
    }
}
