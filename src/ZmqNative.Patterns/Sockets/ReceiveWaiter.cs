namespace ZmqNative.Patterns;

/// <summary>A pending receive of one message.</summary>
internal sealed class ReceiveWaiter : Waiter<MultipartMessage>, IPooled
{
    public static int MaxSpare => 1024;

    public override int TryInsideLock(Socket socket)
    {
        if (!socket.TryReceiveMessage(out MultipartMessage message))
        {
            return 0;
        }

        Result = message;
        return 1;
    }

    protected override void Return() => _ = OperationPool<ReceiveWaiter>.Return(this);
}
