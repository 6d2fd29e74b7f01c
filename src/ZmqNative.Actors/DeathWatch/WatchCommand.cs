namespace ZmqNative.Actors;

/// <summary>A message that makes a <see cref="WatchingActor"/> watch another actor, or end that: an actor watches only within its own turns.</summary>
internal sealed record WatchCommand(ActorRef Actor, bool Watch) : IBrokerMessage
{
    /// <summary>Sends the command. Any thread; commands are handled in the order of the calls.</summary>
    public void SendTo(ActorCell watcher) => watcher.PostAsk(this, IgnoredReply.Instance, 0);
}
