using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Patterns;

internal sealed record Order(string Item, decimal Total);

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
