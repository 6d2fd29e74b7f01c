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

    /// <summary>Receives all queued messages that the buffer can hold.</summary>
    /// <param name="socket">The socket to receive from; the caller holds its lock.</param>
    /// <param name="buffer">The buffer that the messages are written to.</param>
    public static int ReceiveInsideLock(Socket socket, Span<MultipartMessage> buffer)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length && socket.TryReceiveMessage(out buffer[count]))
            {
                count++;
            }
        }
        catch (ZmqException) when (count > 0)
        {
            // The context ended in the middle of the batch: what was received is delivered, and the next receive fails.
        }

        return count;
    }

    public override int TryInsideLock(Socket socket) => Result = ReceiveInsideLock(socket, _buffer.Span);

    protected override void Return()
    {
        _buffer = default;
        _ = OperationPool<BatchWaiter>.Return(this);
    }
}
