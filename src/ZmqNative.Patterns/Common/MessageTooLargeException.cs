namespace ZmqNative.Patterns;

/// <summary>
/// A message exceeds the limits of the pattern that was to send it, and was not sent. A peer with the same limits would have dropped
/// it, or broken the connection and lost everything else that was on its way.
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
