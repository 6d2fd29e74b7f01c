using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The health of one named socket, from one check to the next.</summary>
internal sealed class SocketHealth(HostedSocket socket, TimeProvider timeProvider)
{
    // Sockets without handlers stamp no message: their last one came between the checks around a change of the count.
    private long _seenCount;
    private long _seenAt = timeProvider.GetTimestamp();

    /// <summary>Looks at the socket now.</summary>
    /// <param name="options">What healthy means.</param>
    /// <param name="problem">What is wrong, or null.</param>
    /// <param name="data">What was found.</param>
    public HealthStatus Check(ZmqNativeHealthOptions options, out string? problem, out IReadOnlyDictionary<string, object> data)
    {
        PatternStatistics statistics = socket.Statistics;
        bool receives = socket.Kind.Receives;
        TimeSpan age = Age(receives ? statistics.Received : statistics.Sent, out bool any);
        int expected = EndpointRules.CountConnecting(socket.Endpoints, socket.Kind.Binds);
        int connected = socket.ConnectedPeers;
        int depth = socket.QueueDepth;
        Dictionary<string, object> found = new(StringComparer.Ordinal)
        {
            ["endpoints"] = socket.Endpoints,
            ["connected_peers"] = connected,
            ["expected_peers"] = expected,
            ["sent"] = statistics.Sent,
            ["received"] = statistics.Received,
            ["dropped"] = statistics.Dropped,
            ["drop_episodes"] = statistics.DropEpisodes,
            ["malformed"] = statistics.Malformed,
            ["failed"] = statistics.Failed,
            ["queue_depth"] = depth,
        };
        if (any)
        {
            found["last_message_age_seconds"] = Math.Round(age.TotalSeconds, 3);
        }

        if (socket.Activity is { } activity)
        {
            found["running_handlers"] = activity.Running;
        }

        string? own = socket.Describe(found);
        data = found;
        TimeSpan? staleAfter = socket.StaleAfter
            ?? (options.StaleAfter.TryGetValue(socket.Name, out TimeSpan named) ? named : null);
        string what = $"{socket.Kind.Label} {socket.Name}";
        (HealthStatus status, problem) = (connected, depth) switch
        {
            _ when expected > 0 && connected == 0 => (HealthStatus.Unhealthy, $"{what} is not connected to {socket.Endpoints}"),
            _ when receives && age > staleAfter =>
                (HealthStatus.Unhealthy, $"{what} got no message for {age.TotalSeconds:0.#} s, more than {staleAfter.Value.TotalSeconds:0.#} s"),
            _ when own is not null => (HealthStatus.Degraded, own),
            _ when connected < expected => (HealthStatus.Degraded, $"{what} is connected to {connected} of {expected} peers"),
            _ when depth > options.MaxQueueDepth =>
                (HealthStatus.Degraded, $"{what} has {depth} messages waiting, more than {options.MaxQueueDepth}"),
            _ => (HealthStatus.Healthy, (string?)null),
        };
        return status;
    }

    // How long ago the last message was, or the first check if there was none.
    private TimeSpan Age(long count, out bool any)
    {
        any = count > 0;
        if (count != _seenCount)
        {
            _seenCount = count;
            _seenAt = timeProvider.GetTimestamp();
        }

        return socket.Activity?.LastMessageAge ?? timeProvider.GetElapsedTime(_seenAt);
    }
}
