using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ZmqNative.Hosting;

/// <summary>Adds ZmqNative to OpenTelemetry.</summary>
public static class ZmqNativeInstrumentationExtensions
{
    // Of the one activity source and the one meter.
    private const string SourceName = "ZmqNative";

    /// <summary>
    /// Exports what is published, asked and handled as spans. Envelopes and requests then carry the trace in W3C's form, so
    /// that it goes on in other processes.
    /// </summary>
    /// <param name="builder">Of the tracer provider.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static TracerProviderBuilder AddZmqNativeInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(SourceName);
    }

    /// <summary>Exports the counts, queue depths and durations of all sockets.</summary>
    /// <param name="builder">Of the meter provider.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static MeterProviderBuilder AddZmqNativeInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(SourceName);
    }
}
