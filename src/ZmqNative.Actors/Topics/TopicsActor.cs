namespace ZmqNative.Actors;

/// <summary>The actor that watches subscribers, and unsubscribes those that stop.</summary>
internal sealed class TopicsActor(BrokerTopics topics) : WatchingActor
{
    /// <summary>The address; names that begin with <c>$</c> are reserved for the broker.</summary>
    public const string Address = "$topics";

    protected override void OnStopped(ActorRef actor) => topics.RemoveStopped(actor);

    // It stays subscribed. Messages that are published meanwhile are dropped for it and counted, as there is no connection.
    protected override void OnDisconnected(ActorRef actor)
    {
    }

    protected override void OnReconnected(ActorRef actor) => topics.WatchAgain(actor);

    protected override ValueTask OnOtherAsync(ActorContext context)
    {
        context.Unhandled();
        return default;
    }
}
