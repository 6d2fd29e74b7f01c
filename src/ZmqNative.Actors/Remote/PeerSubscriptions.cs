using System.Collections.Concurrent;

namespace ZmqNative.Actors.Remote;

/// <summary>The streams and watches that peers of one listener have open.</summary>
/// <remarks>
/// A ROUTER does not report when a peer goes. So peers that have something open are sent a probe periodically, which libzmq refuses once they
/// have disconnected.
/// </remarks>
internal sealed class PeerSubscriptions
{
    // The number of watches that may wait for the watching actor.
    private const int WatcherMailbox = 1 << 16;

    private static long s_watchers;

    private readonly BrokerListener _listener;
    private readonly int _limit;
    private readonly ConcurrentDictionary<RequestKey, IPeerSubscription> _open = new();
    private readonly Lazy<ActorRef> _watcher;
    private readonly ITimer? _timer;
    private volatile bool _ended;

    public PeerSubscriptions(BrokerListener listener, int limit, TimeSpan? probeInterval)
    {
        _listener = listener;
        _limit = limit;
        _watcher = new Lazy<ActorRef>(() => listener.Broker.Spawn(
            $"$peers-{Interlocked.Increment(ref s_watchers)}",
            () => new PeerWatcher(listener),
            new ActorOptions { MailboxCapacity = WatcherMailbox }));
        if (probeInterval is { } interval)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = listener.Time.CreateTimer(
                    static state => ((PeerSubscriptions)state!).Probe(), this, interval, interval);
            }
        }
    }

    /// <summary>Adds a stream or watch; false if there are too many, or one with this key.</summary>
    public bool TryAdd(IPeerSubscription subscription) =>
        !_ended && _open.Count < _limit && _open.TryAdd(subscription.Route.Key, subscription);

    public void Remove(IPeerSubscription subscription) =>
        _open.TryRemove(new KeyValuePair<RequestKey, IPeerSubscription>(subscription.Route.Key, subscription));

    /// <summary>Executes a command of a peer about a stream or watch; takes the frames over.</summary>
    public void Handle(MultipartMessage frames, int empty, PeerHeaderCache.Entry to)
    {
        using (frames)
        {
            if (to.Header.Verb == PeerVerb.Watch)
            {
                Watch(new PeerRoute(_listener, frames, empty), to.Header.Address);
            }
            else if (_open.TryGetValue(RequestKey.Of(frames, PeerEnvelope.RouteLength(frames, empty), empty - 1), out IPeerSubscription? subscription))
            {
                if (to.Header.Verb == PeerVerb.More)
                {
                    subscription.Grant(to.Header.Number);
                }
                else
                {
                    subscription.Abandon();
                }
            }
            else if (to.Header.Verb == PeerVerb.Cancel)
            {
                _listener.AbandonAsk(frames, empty);
            }
        }
    }

    public void EndWatch(PeerWatch watch) => _watcher.Value.TryTell(new PeerWatcher.End(watch));

    /// <summary>Ends all streams and watches, and notifies the peers.</summary>
    public void End()
    {
        _ended = true;
        _timer?.Dispose();
        foreach (IPeerSubscription subscription in _open.Values)
        {
            subscription.End();
        }

        _open.Clear();
    }

    private void Watch(PeerRoute route, string address)
    {
        PeerWatch watch = new(this, route, new AddressRef(_listener.Broker, address));
        if (!TryAdd(watch))
        {
            _ = route.TrySend(ReplyStatus.Overloaded, "too many streams and watches are open");
        }
        else if (!TryBegin(watch))
        {
            Remove(watch);
            watch.End();
        }
    }

    private bool TryBegin(PeerWatch watch)
    {
        try
        {
            return _watcher.Value.TryTell(new PeerWatcher.Begin(watch));
        }
        catch (ObjectDisposedException)
        {
            // The broker ends, and with it the watched actor.
            return false;
        }
    }

    private void Probe()
    {
        _listener.AbandonAsksOfLostPeers();
        HashSet<string> asked = [];
        foreach (IPeerSubscription subscription in _open.Values)
        {
            if (asked.Add(subscription.Route.Key.Route)
                && !subscription.Route.TrySend(StreamStatus.Probe, string.Empty, out bool isGone) && isGone)
            {
                AbandonAll(subscription.Route.Key.Route);
            }
        }
    }

    private void AbandonAll(string route)
    {
        foreach (IPeerSubscription subscription in _open.Values)
        {
            if (subscription.Route.Key.Route == route)
            {
                subscription.Abandon();
            }
        }
    }
}
