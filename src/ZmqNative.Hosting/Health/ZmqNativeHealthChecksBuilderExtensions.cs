using Microsoft.Extensions.Diagnostics.HealthChecks;
using ZmqNative.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of messaging.</summary>
public static class ZmqNativeHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the reactor and of every named socket. Its data has an entry per socket, such as <c>subscriber ticks</c>, with
    /// peers, counts, the age of the last message and queue depths.
    /// </summary>
    /// <remarks>
    /// Unhealthy: the reactor does not answer, a socket that connects has no peer at all, or no message came for too long.
    /// Degraded: some peers are missing, or a queue is too deep. Peers over <c>inproc://</c> cannot be seen and are not asked for.
    /// </remarks>
    /// <param name="builder">Of the health checks, on services that also have <c>AddZmqNative</c>.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="configure">Changes what healthy means.</param>
    /// <param name="failureStatus">What to report instead of unhealthy. Default unhealthy.</param>
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

        // One for all checks: it remembers counts from one check to the next.
        ZmqNativeHealthCheck? check = null;
        return builder.Add(new HealthCheckRegistration(
            name,
            services => LazyInitializer.EnsureInitialized(
                ref check, () => new ZmqNativeHealthCheck(services.GetRequiredService<ZmqNativeRuntime>(), options)),
            failureStatus,
            tags));
    }
}
