namespace ZmqNative.Perf;

/// <summary>One round on one side.</summary>
/// <param name="Value">In the scenario's unit.</param>
/// <param name="Usage">What it cost.</param>
/// <param name="Percentiles">Latencies at <see cref="Statistics.Percentiles"/>, for the scenarios that ask for them.</param>
internal sealed record Sample(double Value, Usage Usage, double[] Percentiles);
