namespace ZmqNative.Actors.Remote;

/// <summary>Watches actors on behalf of peers: an actor itself, since only actors can watch.</summary>
internal sealed class PeerWatcher(BrokerListener listener) : Actor
{
    private readonly Dictionary<ActorRef, PeerWatch> _watches = [];

    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        switch (message)
        {
            case Begin(var watch):
                _watches.Add(watch.Watched, watch);
                context.Watch(watch.Watched);
                break;
            case End(var watch):
                if (_watches.Remove(watch.Watched))
                {
                    context.Unwatch(watch.Watched);
                    listener.Forget(watch);
                }

                break;
            case ActorStopped(var actor, _):
                if (_watches.Remove(actor, out PeerWatch? stopped))
                {
                    listener.Forget(stopped);
                    stopped.End();
                }

                break;
            default:
                context.Unhandled();
                break;
        }

        return default;
    }

    internal sealed record Begin(PeerWatch Watch);

    internal sealed record End(PeerWatch Watch);
}
