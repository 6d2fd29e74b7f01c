using System.Text.Json.Serialization;

namespace ZmqTool.Recording;

/// <summary>The description of a recording, in front of its messages.</summary>
/// <param name="Started">The time of its begin, in UTC.</param>
/// <param name="Type">The type of the socket that received it.</param>
/// <param name="Endpoint">The endpoints.</param>
internal sealed record RecordingHeader(
    [property: JsonPropertyName("started")] DateTimeOffset Started,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("endpoint")] string Endpoint);

/// <summary>The JSON of headers, without reflection.</summary>
[JsonSerializable(typeof(RecordingHeader))]
internal sealed partial class HeaderJson : JsonSerializerContext;
