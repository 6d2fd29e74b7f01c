namespace ZmqNative.Actors;

/// <summary>Stands in for the exception.</summary>
internal sealed class AskTimeoutException(string address, TimeSpan timeout) : Exception($"{address}: {timeout}");
