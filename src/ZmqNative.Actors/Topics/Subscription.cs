namespace ZmqNative.Actors;

/// <summary>One subscriber of one prefix.</summary>
/// <param name="Actor">Who.</param>
/// <param name="LocalOnly">Whether it gets only what was published within this broker.</param>
internal readonly record struct Subscription(ActorRef Actor, bool LocalOnly);
