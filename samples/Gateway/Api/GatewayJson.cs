using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Gateway;

/// <summary>The JSON contracts of the gateway: without reflection, and without needless escapes.</summary>
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(SendResponse))]
[JsonSerializable(typeof(ReceivedResponse))]
[JsonSerializable(typeof(ClearResponse))]
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(StatusPoint))]
[JsonSerializable(typeof(LiveHello))]
[JsonSerializable(typeof(TextAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>The contracts whose JSON has neither Chinese nor emoji escaped. It must not be put into HTML, which the gateway does not do.</summary>
    public static GatewayJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = PlainEncoder.Instance,
    });
}
