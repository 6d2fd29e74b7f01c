namespace ZmqNative.Patterns;

/// <summary>A send that waits until a peer can take it; it owns its message until libzmq accepts it.</summary>
internal sealed class SendWaiter : Waiter<bool>, IPooled
{
    public static int MaxSpare => 1024;

    /// <summary>The message to be sent.</summary>
    public MultipartMessage Message { get; private set; }

    public static SendWaiter Rent(MultipartMessage message)
    {
        SendWaiter waiter = OperationPool<SendWaiter>.Rent();
        waiter.Message = message;
        return waiter;
    }

    public override int TryInsideLock(Socket socket) => socket.TrySend(Message) ? 1 : 0;

    protected override void Abandon() => Message.Dispose();

    protected override void Return()
    {
        Message = default;
        _ = OperationPool<SendWaiter>.Return(this);
    }
}
