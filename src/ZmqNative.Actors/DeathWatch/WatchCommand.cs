namespace ZmqNative.Actors;

/// <summary>Has a <see cref="WatchingActor"/> watch another, since watching is done in an actor's own turns.</summary>
internal sealed record WatchCommand(ActorRef Actor, bool Watch)
{
    /// <summary>From any thread; in the order of the calls.</summary>
    public void SendTo(ActorCell watcher) => watcher.PostAsk(this, IgnoredReply.Instance, 0);
}
