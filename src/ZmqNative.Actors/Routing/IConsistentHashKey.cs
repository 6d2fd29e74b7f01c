namespace ZmqNative.Actors;

/// <summary>A message that says where it belongs, for routers with <see cref="RoutingStrategy.ConsistentHash"/>.</summary>
public interface IConsistentHashKey
{
    /// <summary>Messages with the same key go to the same routee.</summary>
    RoutingKey ConsistentHashKey { get; }
}
