using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZmqService;

/// <summary>A request, as JSON on the wire.</summary>
public sealed record Order(string Item, int Count);

/// <summary>The reply, which is also published.</summary>
public sealed record Receipt(string Item, int Count, decimal Total);

/// <summary>The code that reads and writes both, made by the compiler.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Receipt))]
public sealed partial class OrderJson : JsonSerializerContext;
