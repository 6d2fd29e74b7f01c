namespace ZmqNative.Patterns;

/// <summary>A receive of several messages that waits for the first.</summary>
internal sealed class BatchWaiter : Waiter<int>, IPooled
{
    public static int MaxSpare => 256;

    private Memory<MultipartMessage> _buffer;

    public static BatchWaiter Rent(Memory<MultipartMessage> buffer)
    {
        BatchWaiter waiter = OperationPool<BatchWaiter>.Rent();
        waiter._buffer = buffer;
        return waiter;
    }

    public override int TryInsideLock(Socket socket) => Result = socket.TryReceiveMessages(_buffer.Span);

    protected override void Return()
    {
        _buffer = default;
        _ = OperationPool<BatchWaiter>.Return(this);
    }
}
