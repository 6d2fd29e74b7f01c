namespace ZmqNative.Actors;

/// <summary>One subscriber of one prefix.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="LocalOnly">Whether it gets only messages that were published within this broker.</param>
internal readonly record struct Subscription(ActorRef Actor, bool LocalOnly);
