namespace ZmqNative;

/// <summary>A context could not be terminated in time: sockets are open, or messages linger.</summary>
public sealed class ContextBusyException : ZmqNativeException
{
    internal ContextBusyException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
