namespace ZmqNative.Patterns;

/// <summary>
/// The exception for a stream with more replies than may be queued for its reader (<see cref="ProtocolClientOptions.MaxQueuedMessages"/>,
/// <see cref="ProtocolClientOptions.MaxQueuedBytes"/>). The reader gets the queued ones first.
/// </summary>
/// <param name="message">The text.</param>
public sealed class ReplyQueueFullException(string message) : ZmqNativeException(message);
