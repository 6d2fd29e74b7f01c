namespace ZmqNative.Actors;

/// <summary>An actor with the types to which it is subscribed.</summary>
/// <param name="actor">The reference by which it is known and watched; other references may be equal.</param>
internal sealed class EventSubscriber(ActorRef actor)
{
    public ActorRef Actor => actor;

    public HashSet<Type> Types { get; } = [];
}
