using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace ZmqNative.Patterns;

/// <summary>The requests of a server about which their clients may still send messages: cancellable requests, and streams.</summary>
/// <remarks>
/// A ROUTER does not report when a client disconnects. So a probe is sent to clients with open requests at an interval; libzmq refuses
/// to send it after they have disconnected.
/// </remarks>
internal sealed class OpenRequests : IDisposable
{
    // The maximal number of probes to one client at a time: they are in its queue together with its replies.
    private const int MostProbes = 32;
    private const int Gone = int.MaxValue;

    private readonly AsyncSocket _socket;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan? _probeInterval;
    private readonly PeerQuotas _quotas;
    private readonly ConcurrentDictionary<RequestKey, IOpenRequest> _open = new();

    // Those that run outside the loops, also when they are not open any more: the last reply is sent after the place was given back.
    private readonly ConcurrentDictionary<IOpenRequest, bool> _running = new();
    private readonly SemaphoreSlim _opened = new(0);
    private int _round = 1;

    // Guards the timer, against the first request and the end.
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _ended;

    /// <summary>Creates an empty table.</summary>
    /// <param name="socket">The socket of the server.</param>
    /// <param name="timeProvider">The clock of the server.</param>
    /// <param name="quotas">The number of requests that may be open, of each client and in total.</param>
    /// <param name="probeInterval">The time between two probes; null for never.</param>
    public OpenRequests(AsyncSocket socket, TimeProvider timeProvider, PeerQuotas quotas, TimeSpan? probeInterval)
    {
        _socket = socket;
        _timeProvider = timeProvider;
        _quotas = quotas;
        _probeInterval = probeInterval;
    }

    /// <summary>The number of requests that are open.</summary>
    public int Count => _quotas.Held;

    /// <summary>Describes the limit that a client has just reached.</summary>
    public string DescribeLimit() => _quotas.Describe("streams and requests that can be cancelled");

    /// <summary>Adds a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="peer">The key of the client.</param>
    /// <returns>False if there are too many, and the request takes no place then, or one with the same key.</returns>
    public bool TryAdd(IOpenRequest request, ReadOnlySpan<byte> peer)
    {
        if (_quotas.TryEnter(peer) is not { } quota)
        {
            return false;
        }

        request.Route.Quota = quota;
        if (!_open.TryAdd(request.Key, request))
        {
            quota.Leave();
            return false;
        }

        if (!request.Completion.IsCompleted)
        {
            _running[request] = true;
        }

        StartProbes();
        if (_opened.CurrentCount == 0)
        {
            _ = _opened.Release();
        }

        return true;
    }

    public void Remove(IOpenRequest request)
    {
        if (_open.TryRemove(new KeyValuePair<RequestKey, IOpenRequest>(request.Key, request)))
        {
            request.Route.Quota!.Leave();
        }
    }

    /// <summary>Records that a request has completed.</summary>
    public void Complete(IOpenRequest request) => _running.TryRemove(request, out _);

    /// <summary>Records that the client allows more replies.</summary>
    public void Allow(in RequestKey key, uint total)
    {
        if (_open.TryGetValue(key, out IOpenRequest? request))
        {
            request.Allow(total);
        }
    }

    /// <summary>Cancels a request, as its client has given it up.</summary>
    /// <returns>False if it is not open.</returns>
    public bool TryAbandon(in RequestKey key)
    {
        if (!_open.TryGetValue(key, out IOpenRequest? request))
        {
            return false;
        }

        request.Abandon();
        return true;
    }

    /// <summary>Waits until a request is open.</summary>
    public async Task WaitForAnyAsync(CancellationToken cancellationToken)
    {
        // A release may be of a request that has ended.
        while (Count == 0)
        {
            await _opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns a task that completes when all requests that run now have completed.</summary>
    public Task WhenEndedAsync() => Task.WhenAll(_running.Keys.Select(static request => request.Completion));

    /// <summary>Ends the probes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _timer?.Dispose();
        }
    }

    private void StartProbes()
    {
        if (_timer is not null || _probeInterval is not { } interval)
        {
            return;
        }

        lock (_gate)
        {
            if (!_ended && _timer is null)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    _timer = _timeProvider.CreateTimer(static state => ((OpenRequests)state!).Probe(), this, interval, interval);
                }
            }
        }
    }

    // A probe carries the id of one request. Its client answers for a request that it has ended, and whose cancellation was lost, with
    // another cancellation; so all requests are probed in turn, and each client at least once each time.
    private void Probe()
    {
        Dictionary<string, int> probes = [];
        bool isRoundOver = true;
        foreach (IOpenRequest request in _open.Values)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(probes, request.Key.Route, out _);
            if (count > 0 && request.ProbeRound == _round)
            {
                continue;
            }

            if (count >= MostProbes)
            {
                isRoundOver &= count == Gone;
                continue;
            }

            request.ProbeRound = _round;
            count++;
            if (IsGone(request.Route))
            {
                count = Gone;
                AbandonAll(request.Key.Route);
            }
        }

        _round += isRoundOver ? 1 : 0;
    }

    private void AbandonAll(string route)
    {
        foreach (IOpenRequest request in _open.Values)
        {
            if (request.Key.Route == route)
            {
                request.Abandon();
            }
        }
    }

    private bool IsGone(ReplyRoute route)
    {
        MultipartMessage probe = route.CreateReply(StreamStatus.Probe);
        try
        {
            if (_socket.TrySend(probe, out bool isGone))
            {
                return false;
            }

            probe.Dispose();
            return isGone;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqNativeException)
        {
            // The server ends, and what is open with it; or the route is larger than what may be sent.
            probe.Dispose();
            return false;
        }
    }
}
