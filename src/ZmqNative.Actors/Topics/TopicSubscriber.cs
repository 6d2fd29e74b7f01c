namespace ZmqNative.Actors;

/// <summary>An actor that is subscribed to something.</summary>
/// <param name="actor">The reference by which it is known and watched; others may lead to the same actor.</param>
internal sealed class TopicSubscriber(ActorRef actor)
{
    public ActorRef Actor => actor;

    public HashSet<string> Prefixes { get; } = new(StringComparer.Ordinal);
}
