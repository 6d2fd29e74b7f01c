using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZmqNative.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health check of messaging.</summary>
public static class ZmqNativeHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the reactor and of all named sockets. Its data has an entry for each socket, such as <c>subscriber ticks</c>, with
    /// peers, counts, the age of the last message and queue depths.
    /// </summary>
    /// <remarks>
    /// Unhealthy: the reactor does not answer, a socket that connects has no peer, no message came within <c>StaleAfter</c>, or a broker
    /// is not in its cluster, after its first attempt to join.
    /// Degraded: some peers are missing, a queue has more than <c>MaxQueueDepth</c> messages, an actor that was added by its address has
    /// stopped, a proxy is paused, a broker joins its cluster the first time or leaves it, a durable subscription of it is interrupted or more than <c>MaxDurableLag</c> entries behind, or it cannot read its durable tells or has more than that. Connections over <c>inproc://</c> are not reported by libzmq, and not expected.
    /// </remarks>
    /// <param name="builder">The builder of the health checks; its services must also have <c>AddZmqNative</c>.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="configure">The function that changes the limits.</param>
    /// <param name="failureStatus">The status to report instead of unhealthy. Default: unhealthy.</param>
    /// <param name="tags">Tags of the check, such as <c>ready</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is null.</exception>
    public static IHealthChecksBuilder AddZmqNative(
        this IHealthChecksBuilder builder,
        string name = "zmqnative",
        Func<ZmqNativeHealthOptions, ZmqNativeHealthOptions>? configure = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        _ = builder.Services.AddZmqNative();
        ZmqNativeHealthOptions options = configure?.Invoke(new ZmqNativeHealthOptions()) ?? new ZmqNativeHealthOptions();

        // One instance for all checks: it keeps counts from one check to the next.
        ZmqNativeHealthCheck? check = null;
        return builder.Add(new HealthCheckRegistration(
            name,
            services => LazyInitializer.EnsureInitialized(
                ref check, () => new ZmqNativeHealthCheck(services.GetRequiredService<ZmqNativeRuntime>(), options)),
            failureStatus,
            tags));
    }
}
