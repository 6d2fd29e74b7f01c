namespace ZmqNative.Patterns;

/// <summary>A send that waits until the peer of one connection can take it, and fails with that connection.</summary>
internal sealed class TiedSendWaiter : Waiter<bool>
{
    private readonly AsyncSocket _socket;
    private readonly MultipartMessage _message;

    public TiedSendWaiter(AsyncSocket socket, MultipartMessage message, long generation)
    {
        _socket = socket;
        _message = message;
        Generation = generation;
    }

    /// <summary>The generation of the native socket that is to send the message.</summary>
    public long Generation { get; }

    public override int TryInsideLock(Socket socket) => _socket.TrySendInsideLock(_message, Generation) ? 1 : 0;

    protected override void Abandon() => _message.Dispose();

    protected override void Return() => PatternAccounting.WaiterReturned();
}
