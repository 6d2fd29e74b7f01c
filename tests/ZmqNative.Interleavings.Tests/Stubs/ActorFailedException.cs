namespace ZmqNative.Actors;

/// <summary>Stands in for the exception.</summary>
internal sealed class ActorFailedException(string address, string text) : Exception($"{address}: {text}");
