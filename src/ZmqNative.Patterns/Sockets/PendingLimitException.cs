namespace ZmqNative.Patterns;

/// <summary>
/// The exception for an operation beyond the limit of pending ones of a socket, <see cref="AsyncSocketOptions.MaxPendingOperations"/>.
/// </summary>
internal sealed class PendingLimitException(string text) : InvalidOperationException(text);
