using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>Connects a pattern's socket to endpoints by the names of hosts, which it resolves itself.</summary>
/// <remarks>
/// <para>
/// libzmq resolves a name on its I/O thread, which serves all sockets of the context: a name server that does not answer would stall all of
/// them. So libzmq is given addresses. A name is resolved when it is connected, when its connection has ended, and while it has none. An
/// attached address is replaced when the answer no longer has it, or when it cannot be reached and the answer has others.
/// </para>
/// <para>Endpoints are added and removed, and their native endpoints change, within the lock of the socket.</para>
/// </remarks>
internal sealed class NameConnector(ConnectionTracker tracker, AsyncSocket socket, Pattern pattern, ILogger logger) : IAsyncDisposable
{
    // The time after which the next address is tried, unless this one refuses before.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);

    // The time after which the name of an endpoint that cannot be reached is resolved again.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, NamedEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly LogLimiter _log = new(pattern.Reactor.TimeProvider);
    private long _failures;
    private volatile bool _ended;

    private TimeProvider Time => pattern.Reactor.TimeProvider;

    /// <summary>Connects to an endpoint, if it has a name. Within the socket's lock.</summary>
    /// <returns>False if it has none, and libzmq is to be given the endpoint itself.</returns>
    public bool TryConnect(Socket raw, string endpoint)
    {
        if (_endpoints.TryGetValue(endpoint, out NamedEndpoint? known))
        {
            known.Sessions++;
            if (known.Native is { } native)
            {
                raw.Connect(native);
            }

            return true;
        }

        // A SOCKS proxy resolves names itself.
        if (!pattern.ResolvesNames || !HostEndpoint.TryParse(endpoint, out HostEndpoint? parts) || !string.IsNullOrEmpty(raw.UnsafeSocksProxy))
        {
            return false;
        }

        NamedEndpoint added = new(endpoint, parts) { Sessions = 1 };
        _endpoints[endpoint] = added;
        Start(added, raw.IPv6);
        if (_ended)
        {
            // Either this check sees the end, or the end sees the endpoint.
            added.Remove();
        }

        return true;
    }

    /// <summary>Removes an endpoint that has a name. Within the socket's lock.</summary>
    /// <param name="endpoint">The endpoint as the user gave it.</param>
    /// <param name="native">The endpoint as it was given to libzmq; null if it was not yet.</param>
    /// <returns>False if there is no such endpoint.</returns>
    public bool TryRemove(string endpoint, out string? native)
    {
        native = null;
        if (!_endpoints.TryRemove(endpoint, out NamedEndpoint? known))
        {
            return false;
        }

        known.Remove();
        native = known.Native;
        known.Native = null;
        return true;
    }

    /// <summary>Removes all endpoints, as the native socket is replaced. Within the socket's lock.</summary>
    public void Clear()
    {
        foreach (NamedEndpoint endpoint in _endpoints.Values)
        {
            endpoint.Remove();
        }

        _endpoints.Clear();
    }

    /// <summary>
    /// Returns the endpoint that libzmq was given for the one of the user; null while there is none. Within the socket's lock.
    /// </summary>
    public string? NativeOf(string endpoint) => _endpoints.TryGetValue(endpoint, out NamedEndpoint? known) ? known.Native : endpoint;

    /// <summary>Wakes the loops of endpoints, as a connection has changed.</summary>
    public void Announce()
    {
        foreach ((_, NamedEndpoint endpoint) in _endpoints)
        {
            endpoint.Announce();
        }
    }

    /// <summary>Returns a text of sentences that name the hosts which cannot be resolved.</summary>
    public string Describe() => string.Concat(_endpoints.Values
        .Where(static endpoint => endpoint.Failure is not null)
        .Select(static endpoint => $" The name {endpoint.Parts.Host} could not be resolved, or its address not be used: {endpoint.Failure}."));

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        Clear();
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
    }

    private void Start(NamedEndpoint endpoint, bool ipv6)
    {
        using (ExecutionContext.SuppressFlow())
        {
            Task task = Task.Run(() => RunAsync(endpoint, ipv6));
            _running[task] = 0;
            _ = task.ContinueWith(
                static (task, running) => ((ConcurrentDictionary<Task, byte>)running!).TryRemove(task, out _),
                _running,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private async Task RunAsync(NamedEndpoint endpoint, bool ipv6)
    {
        AddressFamily family = ipv6 ? AddressFamily.Unspecified : AddressFamily.InterNetwork;
        NameLookup lookup = new(endpoint.Parts.Host, family, pattern.Resolver, Time);
        try
        {
            for (int failedRounds = 0; ;)
            {
                (IPAddress[] addresses, endpoint.Failure) = await lookup.RunAsync(endpoint.Removed).ConfigureAwait(false);
                if (endpoint.Failure is { } failure)
                {
                    Log(endpoint.Name, failure);
                }

                bool wasConnected = await TryAllAsync(endpoint, addresses, ipv6).ConfigureAwait(false);
                failedRounds = wasConnected ? 0 : failedRounds + 1;
                if (!wasConnected)
                {
                    await Task.Delay(PauseAfter(failedRounds, addresses.Length), Time, endpoint.Removed).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ContextTerminatedException or InvalidOperationException)
        {
            // It was disconnected; or the pattern ends, or its context or reactor does.
        }
    }

    // Returns true if the endpoint was connected and has lost its connection.
    private async Task<bool> TryAllAsync(NamedEndpoint endpoint, IPAddress[] addresses, bool ipv6)
    {
        // libzmq connects to an attached address by itself, and keeps the messages that are queued for it.
        int first = Math.Max(0, Array.FindIndex(addresses, address => endpoint.Parts.At(address, ipv6) == endpoint.Native));
        for (int i = 0; i < Math.Max(1, addresses.Length); i++)
        {
            int failures = tracker.FailuresOf(endpoint.Name);
            if (addresses.Length > 0)
            {
                IPAddress address = addresses[(first + i) % addresses.Length];
                try
                {
                    await AttachAsync(endpoint, endpoint.Parts.At(address, ipv6), endpoint.Parts.Reported(address, ipv6)).ConfigureAwait(false);
                }
                catch (ZmqException exception) when (exception is not ContextTerminatedException)
                {
                    endpoint.Failure = exception.Message;
                    Log(endpoint.Name, exception.Message);
                    await Task.Delay(RefreshInterval, Time, endpoint.Removed).ConfigureAwait(false);
                    continue;
                }
            }

            if (await WaitUntilConnectedAsync(endpoint, failures, isOnly: addresses.Length <= 1).ConfigureAwait(false))
            {
                endpoint.Failure = null;
                while (tracker.IsConnected(endpoint.Name))
                {
                    await endpoint.WaitForChangeAsync(OptionChecks.Longest, Time, endpoint.Removed).ConfigureAwait(false);
                }

                return true;
            }
        }

        return false;
    }

    private async Task<bool> WaitUntilConnectedAsync(NamedEndpoint endpoint, int failures, bool isOnly)
    {
        long begin = Time.GetTimestamp();
        while (!tracker.IsConnected(endpoint.Name))
        {
            TimeSpan left = (isOnly ? RefreshInterval : AttemptTimeout) - Time.GetElapsedTime(begin);
            if (left <= TimeSpan.Zero || (!isOnly && tracker.FailuresOf(endpoint.Name) != failures))
            {
                return false;
            }

            await endpoint.WaitForChangeAsync(left, Time, endpoint.Removed).ConfigureAwait(false);
        }

        return true;
    }

    private async Task AttachAsync(NamedEndpoint endpoint, string native, string reported)
    {
        if (endpoint.Native == native)
        {
            return;
        }

        await EndpointChange.RunAsync(socket, Time, raw => Attach(raw, endpoint, native, reported), endpoint.Removed).ConfigureAwait(false);
        tracker.Report();
    }

    private void Attach(Socket raw, NamedEndpoint endpoint, string native, string reported)
    {
        if (endpoint.Removed.IsCancellationRequested || (endpoint.Native is not null && !SessionRenewer.IsWantedByUser(raw)))
        {
            return;
        }

        string? old = endpoint.Native;
        endpoint.Native = null;
        if (old is not null)
        {
            raw.Disconnect(old);
        }

        // Tracked before: the connection may be made before libzmq returns. libzmq has ended the sessions of other endpoints with the same
        // old address, too.
        int others = tracker.Readdress(endpoint.Name, native, reported);
        try
        {
            ConnectionTracker.Connect(raw, old ?? native, others);
            ConnectionTracker.Connect(raw, native, endpoint.Sessions);
            endpoint.Native = native;
        }
        catch
        {
            _ = tracker.Readdress(endpoint.Name, endpoint.Name, endpoint.Name);
            throw;
        }
    }

    // Even after a failure libzmq continues to connect to an attached address, with its own pauses.
    private TimeSpan PauseAfter(int failedRounds, int addresses)
    {
        if (addresses == 1)
        {
            return TimeSpan.Zero;
        }

        (TimeSpan first, TimeSpan longest) = pattern.ReconnectPauses;
        return DoublingPause.After(failedRounds, first, longest > LongestPause ? longest : LongestPause);
    }

    private void Log(string endpoint, string reason)
    {
        tracker.NotResolved(endpoint, reason);
        if (_log.TryLog(Interlocked.Increment(ref _failures), out long count))
        {
            logger.NameNotResolved(pattern.Name, endpoint, count, reason);
        }
    }
}
