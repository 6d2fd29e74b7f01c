namespace ZmqNative;

/// <summary>A context could not be terminated in time: sockets are open, or messages linger.</summary>
public sealed class ContextBusyException : ZmqNativeException
{
    /// <summary>Creates an exception; public for tests of code that handles one.</summary>
    /// <param name="message">The reason: the sockets that are open, or that messages linger.</param>
    public ContextBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
