using System.Text.Json.Serialization;

namespace ZmqNative.Actors.Tests.AotProbe;

internal sealed record Add(int Number);

internal sealed record GetSum : IAsk<Sum>;

internal sealed record Sum(string Key, int Value);

[JsonSerializable(typeof(Add))]
[JsonSerializable(typeof(GetSum))]
[JsonSerializable(typeof(Sum))]
internal sealed partial class ProbeJson : JsonSerializerContext;
