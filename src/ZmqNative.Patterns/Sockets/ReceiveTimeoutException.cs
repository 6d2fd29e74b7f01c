namespace ZmqNative.Patterns;

/// <summary>No message came within the time-out of a receive. No message is lost by that.</summary>
/// <param name="message">The whole text.</param>
/// <param name="timeout">The time-out that passed.</param>
public sealed class ReceiveTimeoutException(string message, TimeSpan timeout) : ZmqNativeException(message)
{
    /// <summary>The time-out that passed.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
