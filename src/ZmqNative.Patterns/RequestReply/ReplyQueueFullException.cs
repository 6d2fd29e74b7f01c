namespace ZmqNative.Patterns;

/// <summary>
/// More replies to one request came than may wait for the reader of its stream (<see cref="ProtocolClientOptions.MaxQueuedMessages"/>,
/// <see cref="ProtocolClientOptions.MaxQueuedBytes"/>). Those that were queued before are given to the reader first.
/// </summary>
/// <param name="message">The text.</param>
public sealed class ReplyQueueFullException(string message) : ZmqNativeException(message);
