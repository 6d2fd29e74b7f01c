namespace ZmqNative.Actors;

/// <summary>An actor with its subscriptions.</summary>
/// <param name="actor">The reference by which it is known and watched; other references may be equal.</param>
internal sealed class TopicSubscriber(ActorRef actor)
{
    public ActorRef Actor => actor;

    public HashSet<string> Prefixes { get; } = new(StringComparer.Ordinal);
}
