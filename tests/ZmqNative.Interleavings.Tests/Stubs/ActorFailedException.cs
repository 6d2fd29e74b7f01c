namespace ZmqNative.Actors;

/// <summary>Stands in for the exception.</summary>
internal sealed class ActorFailedException(string text, string address) : Exception($"{address}: {text}");
