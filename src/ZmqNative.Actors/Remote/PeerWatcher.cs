namespace ZmqNative.Actors.Remote;

/// <summary>The actor that watches actors for peers, since only actors can watch.</summary>
internal sealed class PeerWatcher(BrokerListener listener) : Actor
{
    // An actor is watched once, for all peers that watch it.
    private readonly Dictionary<ActorRef, List<PeerWatch>> _watches = [];

    public override ValueTask ReceiveAsync(object message, ActorContext context)
    {
        switch (message)
        {
            case Begin(var watch):
                Add(watch, context);
                break;
            case End(var watch):
                Remove(watch, context);
                break;
            case ActorStopped(var actor, _):
                EndAll(actor);
                break;
            default:
                context.Unhandled();
                break;
        }

        return default;
    }

    private void Add(PeerWatch watch, ActorContext context)
    {
        if (!_watches.TryGetValue(watch.Watched, out List<PeerWatch>? watches))
        {
            _watches.Add(watch.Watched, watches = []);
            context.Watch(watch.Watched);
        }

        watches.Add(watch);
    }

    private void Remove(PeerWatch watch, ActorContext context)
    {
        if (!_watches.TryGetValue(watch.Watched, out List<PeerWatch>? watches) || !watches.Remove(watch))
        {
            return;
        }

        listener.Forget(watch);
        if (watches.Count == 0)
        {
            _ = _watches.Remove(watch.Watched);
            context.Unwatch(watch.Watched);
        }
    }

    private void EndAll(ActorRef actor)
    {
        if (_watches.Remove(actor, out List<PeerWatch>? watches))
        {
            foreach (PeerWatch watch in watches)
            {
                listener.Forget(watch);
                watch.End();
            }
        }
    }

    internal sealed record Begin(PeerWatch Watch);

    internal sealed record End(PeerWatch Watch);
}
