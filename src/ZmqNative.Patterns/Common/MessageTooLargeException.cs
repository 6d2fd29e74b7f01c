namespace ZmqNative.Patterns;

/// <summary>
/// The exception for a message that exceeds the limits of the pattern that was to send it. The message was not sent. A peer with the same
/// limits would have dropped it, or ended the connection, with the loss of all other messages in transit.
/// </summary>
public sealed class MessageTooLargeException : ZmqNativeException
{
    /// <summary>Initializes an exception as a pattern throws it.</summary>
    /// <param name="message">The text of the error.</param>
    public MessageTooLargeException(string message)
        : base(message)
    {
    }
}
