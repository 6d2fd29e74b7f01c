using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

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
    private readonly PeerQuotas _quotas;
    private readonly ConcurrentDictionary<RequestKey, IPeerSubscription> _open = new();
    private readonly Lazy<ActorRef> _watcher;
    private readonly ITimer? _timer;
    private volatile bool _ended;

    public PeerSubscriptions(BrokerListener listener, PeerQuotas quotas, TimeSpan? probeInterval)
    {
        _listener = listener;
        _quotas = quotas;
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

    /// <summary>The number of streams and watches that are open.</summary>
    public int Count => _quotas.Held;

    /// <summary>Adds a stream or watch.</summary>
    /// <param name="subscription">The stream or watch.</param>
    /// <param name="peer">The key of the peer.</param>
    /// <param name="reason">The reason of a refusal.</param>
    /// <returns>False if there are too many, or one with this key, or the broker ends.</returns>
    public bool TryAdd(IPeerSubscription subscription, ReadOnlySpan<byte> peer, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        if (_quotas.TryEnter(peer) is not { } quota)
        {
            reason = _quotas.Describe("streams and watches");
            _listener.CountRefused(reason, peer);
            return false;
        }

        subscription.Route.Quota = quota;
        if (_ended || !_open.TryAdd(subscription.Route.Key, subscription))
        {
            quota.Leave();
            reason = "this stream or watch is open already, or the broker ends";
            return false;
        }

        return true;
    }

    public void Remove(IPeerSubscription subscription)
    {
        if (_open.TryRemove(new KeyValuePair<RequestKey, IPeerSubscription>(subscription.Route.Key, subscription)))
        {
            subscription.Route.Quota!.Leave();
            if (subscription is PeerWatch { IsForwarded: true })
            {
                _listener.Broker.ForwardedWatches.Leave();
            }
        }
    }

    /// <summary>Executes a command of a peer about a stream or watch; takes the frames over.</summary>
    public void Handle(MultipartMessage frames, int empty, PeerHeaderCache.Entry to, PeerIdentity? peer)
    {
        using (frames)
        {
            if (to.Header.Verb == PeerVerb.Watch)
            {
                ReadOnlySpan<byte> key = PeerKey.Write(frames, peer, stackalloc byte[PeerKey.MaxLength]);
                ActorRef? elsewhere = FindElsewhere(to.Header);
                ActorRef watched = elsewhere ?? new AddressRef(_listener.Broker, to.Header.Address);
                Watch(new PeerWatch(this, new PeerRoute(_listener, frames, empty), watched, isForwarded: elsewhere is not null), key);
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

    /// <summary>Ends a watch; false if the watching actor has too many messages, and it has to be ended again.</summary>
    public bool TryEndWatch(PeerWatch watch) => _watcher.Value.TryTell(new PeerWatcher.End(watch));

    /// <summary>Ends all streams and watches, and notifies the peers.</summary>
    public void End()
    {
        _ended = true;
        _timer?.Dispose();
        foreach (IPeerSubscription subscription in _open.Values)
        {
            subscription.End();
            Remove(subscription);
        }
    }

    // A peer outside of a cluster watches a keyed actor through any broker. A broker of the cluster, which has a fence, has found the owner already.
    private ActorRef? FindElsewhere(PeerHeader header) =>
        header.Fence.IsNone && _listener.Broker.Find(header.Address) is null ? _listener.Broker.Placement?.FindElsewhere(header.Address) : null;

    private void Watch(PeerWatch watch, ReadOnlySpan<byte> peer)
    {
        ForwardedWatches forwarded = _listener.Broker.ForwardedWatches;
        if (watch.IsForwarded && !forwarded.TryEnter())
        {
            string full = $"{forwarded.Most} watches are passed on to other brokers of the cluster already, the most by {nameof(BrokerOptions)}.{nameof(BrokerOptions.Connecting)}.{nameof(BrokerClientOptions.MaxInFlight)}";
            _listener.CountRefused(full, peer);
            _ = watch.Route.TrySend(ReplyStatus.Overloaded, full);
        }
        else if (!TryAdd(watch, peer, out string? reason))
        {
            if (watch.IsForwarded)
            {
                forwarded.Leave();
            }

            _ = watch.Route.TrySend(ReplyStatus.Overloaded, reason);
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
        TryProbe(_listener.AbandonAsksOfLostPeers);
        TryProbe(ProbePeers);
    }

    // In the callback of a timer an exception would end the process. What was not looked at is looked at after the next interval.
    [SuppressMessage("Design", "CA1031", Justification = "It is counted and logged.")]
    private void TryProbe(Action probe)
    {
        try
        {
            probe();
        }
        catch (Exception exception)
        {
            _listener.CountFailure(exception);
        }
    }

    private void ProbePeers()
    {
        HashSet<string> asked = [];
        foreach (IPeerSubscription subscription in _open.Values)
        {
            subscription.AbandonAgain();
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
