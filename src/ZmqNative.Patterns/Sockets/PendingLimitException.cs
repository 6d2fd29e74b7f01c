namespace ZmqNative.Patterns;

/// <summary>The number of operations that wait on a socket has reached its limit, <see cref="AsyncSocketOptions.MaxPendingOperations"/>.</summary>
internal sealed class PendingLimitException(string text) : InvalidOperationException(text);
