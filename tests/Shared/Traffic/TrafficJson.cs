using System.Text.Json.Serialization;

namespace ZmqNative.Tests.Traffic;

[JsonSerializable(typeof(TopicMessage))]
[JsonSerializable(typeof(string))]
internal sealed partial class TrafficJson : JsonSerializerContext;
