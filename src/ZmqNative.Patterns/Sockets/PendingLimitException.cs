namespace ZmqNative.Patterns;

/// <summary>As many operations wait on a socket as may: <see cref="AsyncSocketOptions.MaxPendingOperations"/>.</summary>
internal sealed class PendingLimitException(string text) : InvalidOperationException(text);
