namespace ZmqNative.Patterns;

/// <summary>The pending operations of one direction of a socket; guarded by the socket's lock.</summary>
internal sealed class WaiterQueue : OperationQueue
{
    /// <summary>The number of messages in this direction when the last operation began to wait; not guarded, and only a hint.</summary>
    public long MessagesAtLastWait { get; set; }
}
