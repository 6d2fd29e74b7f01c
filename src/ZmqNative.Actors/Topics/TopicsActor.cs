namespace ZmqNative.Actors;

/// <summary>Watches subscribers, so that those that stop are subscribed no longer.</summary>
internal sealed class TopicsActor(BrokerTopics topics) : WatchingActor
{
    /// <summary>Its address: names that begin with <c>$</c> are the broker's.</summary>
    public const string Address = "$topics";

    protected override void OnStopped(ActorRef actor) => topics.RemoveStopped(actor);

    // It stays subscribed. What is published meanwhile finds no connection, and is dropped and counted for it.
    protected override void OnLost(ActorRef actor)
    {
    }

    protected override void OnReturned(ActorRef actor) => topics.WatchAgain(actor);

    protected override ValueTask OnOtherAsync(ActorContext context)
    {
        context.Unhandled();
        return default;
    }
}
