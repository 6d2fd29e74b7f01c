namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>A typed payload of tests.</summary>
internal sealed record Price(string Name, decimal Value);
