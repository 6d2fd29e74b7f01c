namespace ZmqNative.Actors;

/// <summary>The subscribers of topics or of events.</summary>
internal interface ISubscribers
{
    /// <summary>Unsubscribes a watched subscriber that has stopped, but not another one of the same address that was subscribed since.</summary>
    void RemoveStopped(ActorRef actor);

    /// <summary>Watches a subscriber of another process again, if it is still subscribed.</summary>
    void WatchAgain(ActorRef actor);
}
