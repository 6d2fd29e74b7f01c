namespace ZmqNative.Patterns;

/// <summary>Stands in for the exception.</summary>
public sealed class MessageTooLargeException(string message) : Exception(message);
