using System.Text.Json.Serialization;
using Tour.Stage;

namespace Tour.Far;

/// <summary>The result of the far side of a pattern.</summary>
internal sealed record FarReport
{
    public required Tally Received { get; init; }

    /// <summary>The messages that it sent without being asked; null if it only receives or replies.</summary>
    public Tally? Sent { get; init; }

    public Latency? Latency { get; init; }

    public string[] Problems { get; init; } = [];

    /// <summary>The result of its checks, where the far side does the checks.</summary>
    public string? Verified { get; init; }
}

[JsonSerializable(typeof(FarReport))]
internal sealed partial class FarJson : JsonSerializerContext;
