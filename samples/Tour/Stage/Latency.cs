namespace Tour.Stage;

/// <summary>The latencies of messages, in microseconds.</summary>
internal sealed record Latency(double P50, double P99, double Max);
