namespace ZmqNative.Patterns;

/// <summary>A pending receive that stores the generation of the native socket of the message. For one receive at a time.</summary>
internal sealed class GenerationWaiter(AsyncSocket owner) : Waiter<(MultipartMessage Message, long Generation)>
{
    public override int TryInsideLock(Socket socket)
    {
        if (!socket.TryReceiveMessage(out MultipartMessage message))
        {
            return 0;
        }

        Result = (message, owner.GenerationInsideLock);
        return 1;
    }

    protected override void Return() => PatternAccounting.WaiterReturned();
}
