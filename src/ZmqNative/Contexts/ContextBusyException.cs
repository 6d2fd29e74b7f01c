namespace ZmqNative;

/// <summary>A context could not be terminated in time: sockets are open, or messages linger.</summary>
public sealed class ContextBusyException : TimeoutException
{
    internal ContextBusyException(string message)
        : base(message)
    {
    }
}
