using System.Text.Encodings.Web;
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
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>The options that do not escape non-ASCII characters. Such JSON must not be put into HTML, which the gateway does not do.</summary>
    public static GatewayJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
