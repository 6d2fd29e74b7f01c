namespace ZmqNative.Patterns;

/// <summary>A pending receive of one message into an existing one.</summary>
internal sealed class ReceiveIntoWaiter : Waiter<bool>, IPooled
{
    public static int MaxSpare => 1024;

    private MultipartMessage _message;

    public static ReceiveIntoWaiter Rent(MultipartMessage message)
    {
        ReceiveIntoWaiter waiter = OperationPool<ReceiveIntoWaiter>.Rent();
        waiter._message = message;
        return waiter;
    }

    public override int TryInsideLock(Socket socket) => socket.TryReceiveMessageInto(_message) ? 1 : 0;

    protected override void Return()
    {
        _message = default;
        _ = OperationPool<ReceiveIntoWaiter>.Return(this);
    }
}
