using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Gateway;

/// <summary>All JSON of the gateway: without reflection, and unescaped as the guide shows it.</summary>
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
    /// <summary>Writes Chinese as Chinese. Not for text that is put into HTML, which nothing here does.</summary>
    public static GatewayJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
