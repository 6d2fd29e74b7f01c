using System.Text.Json.Serialization;

namespace ZmqNative.Patterns;

/// <summary>What an envelope says of its payload.</summary>
/// <param name="Id">Unique to the message.</param>
/// <param name="Timestamp">When it was published, in seconds since 1970 UTC.</param>
/// <param name="Source">Who published it.</param>
/// <param name="ContentType">The media type of the payload, such as <c>application/json</c>.</param>
public sealed record EnvelopeHeader(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("timestamp")] double Timestamp,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("content_type")] string ContentType)
{
    /// <summary>The trace that it was published in, as W3C's <c>traceparent</c>; null when nobody traced it.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>W3C's <c>tracestate</c>, likewise.</summary>
    [JsonPropertyName("tracestate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceState { get; init; }
}

/// <summary>Serialization of headers without reflection.</summary>
[JsonSerializable(typeof(EnvelopeHeader))]
internal sealed partial class EnvelopeJson : JsonSerializerContext;
