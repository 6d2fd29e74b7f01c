using System.Text.Json.Serialization;
using Tour.Stage;

namespace Tour.Far;

/// <summary>What the far side of a pattern saw.</summary>
internal sealed record FarReport
{
    public required Tally Received { get; init; }

    /// <summary>What it sent of its own accord; null where it only receives or answers.</summary>
    public Tally? Sent { get; init; }

    public Latency? Latency { get; init; }

    public string[] Problems { get; init; } = [];

    /// <summary>What it checked and found right, where the far side knows that better than the near one.</summary>
    public string? Verified { get; init; }
}

[JsonSerializable(typeof(FarReport))]
internal sealed partial class FarJson : JsonSerializerContext;
