using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ZmqNative.Hosting;

/// <summary>Adds ZmqNative to OpenTelemetry.</summary>
public static class ZmqNativeInstrumentationExtensions
{
    // The name of the activity source and of the meter.
    private const string SourceName = "ZmqNative";

    /// <summary>
    /// Exports spans of publishing, requests and handling. Envelopes and requests then carry the trace context in the W3C format, so
    /// that the trace continues in other processes.
    /// </summary>
    /// <param name="builder">The builder of the tracer provider.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static TracerProviderBuilder AddZmqNativeInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(SourceName);
    }

    /// <summary>Exports the counts, queue depths and durations of all sockets.</summary>
    /// <param name="builder">The builder of the meter provider.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static MeterProviderBuilder AddZmqNativeInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(SourceName);
    }
}
