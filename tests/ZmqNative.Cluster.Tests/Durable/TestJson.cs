using System.Text.Json.Serialization;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>The payloads of tests as JSON.</summary>
[JsonSerializable(typeof(Price))]
internal sealed partial class TestJson : JsonSerializerContext;
