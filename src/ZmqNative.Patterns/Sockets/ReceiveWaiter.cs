namespace ZmqNative.Patterns;

/// <summary>A receive of one message that waits.</summary>
internal sealed class ReceiveWaiter : Waiter<MultipartMessage>
{
    private static readonly Depot<ReceiveWaiter> Depot = new(1024);

    [ThreadStatic]
    private static Magazine<ReceiveWaiter>? t_magazine;

    public static ReceiveWaiter Rent()
    {
        PatternAccounting.WaiterRented();
        return (t_magazine ??= new Magazine<ReceiveWaiter>(Depot)).TryPop(out ReceiveWaiter? waiter) ? waiter : new ReceiveWaiter();
    }

    public override int TryInsideLock(Socket socket)
    {
        if (!socket.TryReceiveMessage(out MultipartMessage message))
        {
            return 0;
        }

        Result = message;
        return 1;
    }

    protected override void Return()
    {
        PatternAccounting.WaiterReturned();
        _ = (t_magazine ??= new Magazine<ReceiveWaiter>(Depot)).TryPush(this);
    }
}
