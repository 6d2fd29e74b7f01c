namespace ZmqNative.Patterns;

/// <summary>What a watching actor receives when the watched one has stopped.</summary>
/// <param name="Actor">Who has stopped: the reference that was watched.</param>
public sealed record ActorStopped(ActorRef Actor);
