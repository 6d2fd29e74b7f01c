namespace ZmqNative.Actors;

/// <summary>Stands in for the exception.</summary>
internal sealed class AskTimeoutException(string address, TimeSpan timeout, string connections) : Exception($"{address}: {timeout} {connections}");
