using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZmqNative.Samples.Gateway;

/// <summary>Checks the connections to all publishers. If one is missing, the gateway still works: it is degraded, not unhealthy.</summary>
internal sealed class GatewayHealth(GatewayLinks links, MessageLog log, GatewayCounters counters) : IHealthCheck
{
    /// <summary>The state, for <c>/health</c> and for the live page.</summary>
    public static HealthStatus StatusOf(IReadOnlyList<ConnectionState> states) =>
        states.Any(IsMissing) ? HealthStatus.Degraded : HealthStatus.Healthy;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ConnectionState> states = links.States();
        string[] missing = [.. states.Where(IsMissing).Select(static s => s.Endpoint)];
        LogState state = log.State;
        Dictionary<string, object> data = new(StringComparer.Ordinal)
        {
            // By endpoint: the gateway may receive from where it publishes.
            ["connections"] = states.GroupBy(static s => s.Endpoint, StringComparer.Ordinal)
                .ToDictionary(static same => same.Key, static same => (object)same.Sum(static s => s.Peers), StringComparer.Ordinal),
            ["buffered"] = state.Count,
            ["bufferSize"] = log.Capacity,
            ["bufferedBytes"] = state.Bytes,
            ["received"] = state.Received,
            ["dropped"] = state.Dropped,
            ["viewers"] = counters.Viewers,
        };
        return Task.FromResult(StatusOf(states) == HealthStatus.Healthy
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Degraded($"Not connected to {string.Join(", ", missing)}.", data: data));
    }

    private static bool IsMissing(ConnectionState state) => state is { Role: "subscribe", Peers: 0 };
}
