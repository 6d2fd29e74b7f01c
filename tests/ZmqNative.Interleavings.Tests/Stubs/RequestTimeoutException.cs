namespace ZmqNative.Patterns;

/// <summary>Stands in for the exception.</summary>
public sealed class RequestTimeoutException(TimeSpan timeout, string owner) : Exception($"{owner}: {timeout}");
