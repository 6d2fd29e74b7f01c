namespace ZmqNative;

/// <summary>A blocking send or receive, or one with a time-out, did not complete in time. No message is lost by that.</summary>
/// <param name="message">The whole text.</param>
/// <param name="timeout">The time-out that passed.</param>
public sealed class SocketTimeoutException(string message, TimeSpan timeout) : ZmqNativeException(message)
{
    /// <summary>The time-out that passed.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Whether the same operation may succeed later: always true.</summary>
    public override bool IsTransient => true;
}
