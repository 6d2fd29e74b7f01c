using System.Text.Json.Serialization;

namespace ZmqNative.Samples;

/// <summary>The message that the publisher example sends under the topic <c>updates</c>, as the Python one does.</summary>
internal sealed record Update(long Id, string Type, string Message, double Timestamp);

/// <summary>The JSON contract of the message: without reflection, in lower case.</summary>
[JsonSerializable(typeof(Update))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class UpdateJson : JsonSerializerContext;
