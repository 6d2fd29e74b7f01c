namespace ZmqNative.Patterns;

/// <summary>A send that waits until a peer can take it; it owns its message until libzmq accepts it.</summary>
internal sealed class SendWaiter : Waiter<bool>, IPooled
{
    public static int MaxSpare => 1024;

    private Action? _onSent;

    /// <summary>The message to be sent.</summary>
    public MultipartMessage Message { get; private set; }

    public static SendWaiter Rent(MultipartMessage message, Action? onSent = null)
    {
        SendWaiter waiter = OperationPool<SendWaiter>.Rent();
        waiter.Message = message;
        waiter._onSent = onSent;
        return waiter;
    }

    public override int TryInsideLock(Socket socket)
    {
        if (!socket.TrySend(Message))
        {
            return 0;
        }

        _onSent?.Invoke();
        return 1;
    }

    protected override void Abandon() => Message.Dispose();

    protected override void Return()
    {
        Message = default;
        _onSent = null;
        _ = OperationPool<SendWaiter>.Return(this);
    }
}
