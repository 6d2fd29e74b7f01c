using System.Text.Json;
using System.Text.Json.Serialization;
using ZmqNative.Patterns;

namespace ZmqActors;

/// <summary>An item of an order.</summary>
public sealed record Item(string Name, decimal Price);

/// <summary>The code that reads and writes what is sent to other processes, made by the compiler.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Item))]
public sealed partial class ShopJson : JsonSerializerContext
{
    /// <summary>Creates the serializer. Both processes need the same names; numbers and texts have theirs already.</summary>
    public static JsonMessageSerializer CreateSerializer() => new JsonMessageSerializer().Add("item", Default.Item);
}
