namespace ZmqNative.Patterns;

/// <summary>A wait for monitor events. Each event is applied where it is received, inside the lock of the monitor's socket.</summary>
/// <remarks>A thread that serves the monitor's socket has, when that returns, the effect of every event that libzmq has reported.</remarks>
internal sealed class MonitorWaiter(Action<SocketEvent> apply) : Waiter<int>
{
    public override int TryInsideLock(Socket socket)
    {
        int count = 0;
        while (socket.TryReceiveMessage(out MultipartMessage message))
        {
            using (message)
            {
                apply(SocketMonitor.Parse(message));
            }

            count++;
        }

        Result = count;
        return count;
    }

    protected override void Return() => PatternAccounting.WaiterReturned();
}
