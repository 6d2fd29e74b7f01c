using System.Text.Json.Serialization;

namespace ZmqNative.Patterns.Tests;

/// <summary>The value that the tests send as JSON.</summary>
public sealed record Order(string Item, int Count);

/// <summary>The message of the web service.</summary>
public sealed record Update(long Id, string Type, string Message, double Timestamp);

[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Update))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class TestJson : JsonSerializerContext;

[JsonSerializable(typeof(int))]
internal sealed partial class NumberJson : JsonSerializerContext;
