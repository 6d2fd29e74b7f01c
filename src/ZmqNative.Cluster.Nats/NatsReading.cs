using NATS.Client.JetStream;

namespace ZmqNative.Cluster.Nats;

/// <summary>A reading that the server has begun.</summary>
/// <param name="Consumer">The consumer of the client.</param>
/// <param name="Created">The time at which the stream was made.</param>
/// <param name="Server">The process of the server that delivers the entries; null if it is not known.</param>
internal sealed record NatsReading(INatsJSConsumer Consumer, DateTimeOffset Created, string? Server);
