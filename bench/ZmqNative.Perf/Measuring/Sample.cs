namespace ZmqNative.Perf;

/// <summary>The result of one round on one side.</summary>
/// <param name="Value">The value, in the scenario's unit.</param>
/// <param name="Usage">The cost.</param>
/// <param name="Percentiles">Latencies at <see cref="Statistics.Percentiles"/>, for scenarios that record them.</param>
internal sealed record Sample(double Value, Usage Usage, double[] Percentiles);
