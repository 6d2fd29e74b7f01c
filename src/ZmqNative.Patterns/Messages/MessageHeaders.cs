using System.Text.Json.Serialization;

namespace ZmqNative.Patterns;

/// <summary>The headers of a publication in the Envelope format.</summary>
/// <param name="Id">The unique id of the message.</param>
/// <param name="Timestamp">The time of publication, in seconds since 1970 UTC.</param>
/// <param name="Source">The name of the publisher.</param>
/// <param name="ContentType">The media type of the payload, such as <c>application/json</c>.</param>
public sealed record MessageHeaders(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("timestamp")] double Timestamp,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("content_type")] string ContentType)
{
    /// <summary>The trace of the publication, as W3C's <c>traceparent</c>; null when it was not traced.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>The <c>tracestate</c> of W3C, likewise.</summary>
    [JsonPropertyName("tracestate")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceState { get; init; }
}

/// <summary>Serialization of headers without reflection.</summary>
[JsonSerializable(typeof(MessageHeaders))]
internal sealed partial class MessageHeadersJson : JsonSerializerContext;
