using System.Collections.Concurrent;

namespace ZmqNative.Patterns;

/// <summary>The requests of a server about which their clients may still send messages: cancellable requests, and streams.</summary>
/// <remarks>
/// A ROUTER does not report when a client disconnects. So a probe is sent to clients with open requests at an interval; libzmq refuses
/// to send it after they have disconnected.
/// </remarks>
internal sealed class OpenRequests : IDisposable
{
    private readonly AsyncSocket _socket;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan? _probeInterval;
    private readonly int _limit;
    private readonly ConcurrentDictionary<RequestKey, IOpenRequest> _open = new();
    private readonly SemaphoreSlim _opened = new(0);
    private int _count;

    // Guards the timer, against the first request and the end.
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _ended;

    /// <summary>Creates an empty table.</summary>
    /// <param name="socket">The socket of the server.</param>
    /// <param name="timeProvider">The clock of the server.</param>
    /// <param name="limit">The number of requests that may be open.</param>
    /// <param name="probeInterval">The time between two probes; null for never.</param>
    public OpenRequests(AsyncSocket socket, TimeProvider timeProvider, int limit, TimeSpan? probeInterval)
    {
        _socket = socket;
        _timeProvider = timeProvider;
        _limit = limit;
        _probeInterval = probeInterval;
    }

    /// <summary>The number of requests that are open.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a request.</summary>
    /// <returns>False if there are too many, or one with the same key.</returns>
    public bool TryAdd(IOpenRequest request)
    {
        // Counted first: two concurrent requests must not both take the last place.
        if (Interlocked.Increment(ref _count) > _limit || !_open.TryAdd(request.Key, request))
        {
            _ = Interlocked.Decrement(ref _count);
            return false;
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
            _ = Interlocked.Decrement(ref _count);
        }
    }

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
        while (Volatile.Read(ref _count) == 0)
        {
            await _opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns a task that completes when all requests that are open now have ended.</summary>
    public Task WhenEndedAsync() => Task.WhenAll(_open.Values.Select(static request => request.Completion));

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

    private void Probe()
    {
        HashSet<string> probed = [];
        foreach (IOpenRequest request in _open.Values)
        {
            if (probed.Add(request.Key.Route) && IsGone(request.Route))
            {
                foreach (IOpenRequest other in _open.Values)
                {
                    if (other.Key.Route == request.Key.Route)
                    {
                        other.Abandon();
                    }
                }
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
