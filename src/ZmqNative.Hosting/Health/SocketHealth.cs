using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The health of one named socket, from one check to the next.</summary>
internal sealed class SocketHealth(HostedSocket socket, TimeProvider timeProvider)
{
    // Without handlers the time of a message is not noted: the last one came between the two checks that saw different counts.
    private long _seenCount;
    private long _seenAt = timeProvider.GetTimestamp();

    /// <summary>Checks the current state of the socket.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="problem">The problem, or null.</param>
    /// <param name="data">The data for the health report.</param>
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
        string? fatal = socket.FatalProblem;
        long lag = socket.DurableLag;
        string what = $"{socket.Kind.Label} {socket.Name}";
        (HealthStatus status, problem) = (connected, depth) switch
        {
            _ when expected > 0 && connected == 0 => (HealthStatus.Unhealthy, $"{what} is not connected to {socket.Endpoints}"),
            _ when receives && age > staleAfter =>
                (HealthStatus.Unhealthy, $"{what} got no message for {age.TotalSeconds:0.#} s, more than {staleAfter.Value.TotalSeconds:0.#} s"),
            _ when fatal is not null => (HealthStatus.Unhealthy, fatal),
            _ when own is not null => (HealthStatus.Degraded, own),
            _ when connected < expected => (HealthStatus.Degraded, $"{what} is connected to {connected} of {expected} peers"),
            _ when depth > options.MaxQueueDepth =>
                (HealthStatus.Degraded, $"{what} has {depth} messages waiting, more than {options.MaxQueueDepth}"),
            _ when lag > options.MaxDurableLag => (HealthStatus.Degraded, $"{what} has a durable subscription {lag} entries behind, or as many durable tells that wait, more than {options.MaxDurableLag}"),
            _ => (HealthStatus.Healthy, (string?)null),
        };
        return status;
    }

    // The time since the last message, or since the first check if there was no message.
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
