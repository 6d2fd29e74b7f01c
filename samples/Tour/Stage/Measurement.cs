namespace Tour.Stage;

/// <summary>One row of the final table.</summary>
internal sealed record Measurement
{
    public required string Pattern { get; init; }

    public required Transport Transport { get; init; }

    public required long Messages { get; init; }

    public required long Bytes { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public Latency? Latency { get; init; }

    /// <summary>The result of the checks, such as "412 files".</summary>
    public required string Verified { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];

    public double MegabytesPerSecond => Bytes / 1e6 / Elapsed.TotalSeconds;

    public double MessagesPerSecond => Messages / Elapsed.TotalSeconds;
}
