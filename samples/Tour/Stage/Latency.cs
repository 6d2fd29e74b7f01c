namespace Tour.Stage;

/// <summary>How long messages took, in microseconds.</summary>
internal sealed record Latency(double P50, double P99, double Max);
