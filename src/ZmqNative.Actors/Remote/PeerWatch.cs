namespace ZmqNative.Actors.Remote;

/// <summary>The watch of a peer for an actor of this broker.</summary>
internal sealed class PeerWatch(PeerSubscriptions subscriptions, PeerRoute route, ActorRef watched, bool isForwarded) : IPeerSubscription
{
    // The watching actor had too many messages when the peer ended the watch.
    private volatile bool _endsLater;

    public PeerRoute Route => route;

    /// <summary>The actor that the peer watches.</summary>
    public ActorRef Watched => watched;

    /// <summary>Whether the actor is one of another broker of the cluster, and the watch is passed on to it.</summary>
    public bool IsForwarded => isForwarded;

    public void Grant(int count)
    {
        // Only streams are counted.
    }

    public void Abandon() => _endsLater = !subscriptions.TryEndWatch(this);

    public void AbandonAgain()
    {
        if (_endsLater)
        {
            Abandon();
        }
    }

    public void End() => _ = route.TrySend(StreamStatus.Stopped);
}
