namespace ZmqNative.Actors;

/// <summary>The actor that watches the subscribers of topics or of events, and unsubscribes those that stop.</summary>
internal sealed class SubscriberWatcher(ISubscribers subscribers) : WatchingActor
{
    protected override void OnStopped(ActorRef actor) => subscribers.RemoveStopped(actor);

    // It stays subscribed. Messages that are published meanwhile are dropped for it and counted, as there is no connection.
    protected override void OnDisconnected(ActorRef actor)
    {
    }

    protected override void OnReconnected(ActorRef actor) => subscribers.WatchAgain(actor);

    protected override ValueTask OnOtherAsync(ActorContext context)
    {
        context.Unhandled();
        return default;
    }
}
