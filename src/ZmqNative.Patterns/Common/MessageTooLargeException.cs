namespace ZmqNative.Patterns;

/// <summary>
/// A message exceeds the limits of the pattern that was to send it, and was not sent. A peer with the same limits would have dropped
/// it, or broken the connection and lost everything else that was on its way.
/// </summary>
public sealed class MessageTooLargeException : ZmqNativeException
{
    internal MessageTooLargeException(string text)
        : base(text)
    {
    }
}
