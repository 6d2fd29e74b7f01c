namespace ZmqNative.Actors.Remote;

/// <summary>The watch of a peer for an actor of this broker.</summary>
internal sealed class PeerWatch(PeerSubscriptions subscriptions, PeerRoute route, ActorRef watched) : IPeerSubscription
{
    public PeerRoute Route => route;

    /// <summary>The actor that the peer watches.</summary>
    public ActorRef Watched => watched;

    public void Grant(int count)
    {
        // Only streams are counted.
    }

    public void Abandon() => subscriptions.EndWatch(this);

    public void End() => _ = route.TrySend(StreamStatus.Stopped);
}
