using System.Text.Json.Serialization;

namespace ZmqNative.Samples.ClusterOrders;

/// <summary>The JSON contracts of what is stored, and of what goes from one broker to another.</summary>
[JsonSerializable(typeof(OrderRecord))]
[JsonSerializable(typeof(BookRecord))]
[JsonSerializable(typeof(Entry))]
[JsonSerializable(typeof(Fill))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class StoreJson : JsonSerializerContext
{
    /// <summary>Returns the serializer of the order book in one process, and what its actors send to each other: they may be in different processes here.</summary>
    public static JsonMessageSerializer CreateSerializer() => OrdersJson.CreateSerializer().Add("entry", Default.Entry).Add("fill", Default.Fill);
}
