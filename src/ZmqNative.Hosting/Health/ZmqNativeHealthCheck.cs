using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Checks that the reactor responds and that all named sockets are healthy.</summary>
internal sealed class ZmqNativeHealthCheck(ZmqNativeRuntime runtime, ZmqNativeHealthOptions options) : IHealthCheck
{
    // Guards the dictionary and its values, against checks that overlap.
    private readonly Lock _gate = new();
    private readonly Dictionary<HostedSocket, SocketHealth> _sockets = [];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus worst = HealthStatus.Healthy;
        List<string> problems = [];
        Dictionary<string, object> data = new(StringComparer.Ordinal);
        Reactor reactor;
        TimeSpan? latency;
        try
        {
            reactor = runtime.Reactor;
            latency = await ReactorProbe.MeasureAsync(
                runtime.Context, reactor, options.ReactorTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OptionsValidationException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "messaging is not running", exception);
        }

        data["reactor_alive"] = latency is not null;
        if (latency is { } measured)
        {
            data["reactor_latency_ms"] = Math.Round(measured.TotalMilliseconds, 3);
        }
        else
        {
            worst = HealthStatus.Unhealthy;
            problems.Add("the reactor does not answer");
        }

        lock (_gate)
        {
            foreach (HostedSocket socket in runtime.Made)
            {
                if (!_sockets.TryGetValue(socket, out SocketHealth? health))
                {
                    _sockets.Add(socket, health = new SocketHealth(socket, reactor.TimeProvider));
                }

                HealthStatus status = health.Check(options, out string? problem, out IReadOnlyDictionary<string, object> found);
                data[$"{socket.Kind.Label} {socket.Name}"] = found;
                worst = status < worst ? status : worst;
                if (problem is not null)
                {
                    problems.Add(problem);
                }
            }
        }

        return new HealthCheckResult(
            worst == HealthStatus.Unhealthy ? context.Registration.FailureStatus : worst,
            problems.Count > 0 ? string.Join("; ", problems) : "all sockets are connected",
            exception: null,
            data);
    }
}
