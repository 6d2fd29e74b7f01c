using System.Text.Json.Serialization;

namespace ZmqNative.Samples;

/// <summary>What the publisher example sends under the topic <c>updates</c>, as the Python one does.</summary>
internal sealed record Update(long Id, string Type, string Message, double Timestamp);

/// <summary>How it is written and read: without reflection, in lower case.</summary>
[JsonSerializable(typeof(Update))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class UpdateJson : JsonSerializerContext;
