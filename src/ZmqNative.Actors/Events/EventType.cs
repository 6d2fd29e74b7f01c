namespace ZmqNative.Actors;

/// <summary>A type to which actors are subscribed.</summary>
/// <remarks>The test is compiled code for the type, so that publishing needs no reflection.</remarks>
/// <param name="matches">Whether a message is of the type.</param>
internal sealed class EventType(Func<object, bool> matches)
{
    /// <summary>The subscribers, in no order. Inside the lock of the events.</summary>
    public HashSet<ActorRef> Subscribers { get; } = [];

    public bool Matches(object message) => matches(message);
}
