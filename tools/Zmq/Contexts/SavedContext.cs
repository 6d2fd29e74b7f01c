using System.Text.Json.Serialization;

namespace ZmqTool.Contexts;

/// <summary>Saved settings; null is not set. The names of the file are those of the options.</summary>
internal sealed record SavedContext
{
    [JsonPropertyName("endpoint")]
    public string? Endpoint { get; init; }

    [JsonPropertyName("curve-server-key")]
    public string? CurveServerKey { get; init; }

    [JsonPropertyName("curve-key")]
    public string? CurveKey { get; init; }

    [JsonPropertyName("curve-clients")]
    public string? CurveClients { get; init; }

    [JsonPropertyName("plain-user")]
    public string? PlainUser { get; init; }

    [JsonPropertyName("plain-password")]
    public string? PlainPassword { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("timeout")]
    public double? Timeout { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("wait")]
    public double? Wait { get; init; }

    /// <summary>The name of an output format, such as <c>json</c>.</summary>
    [JsonPropertyName("output")]
    public string? Output { get; init; }
}
