namespace ZmqNative.Actors;

/// <summary>Provides the routing key of a message, for routers with <see cref="RoutingStrategy.ConsistentHash"/>.</summary>
public interface IConsistentHashKey
{
    /// <summary>The key. The key. Messages with the same key go to the same routee.</summary>
    RoutingKey ConsistentHashKey { get; }
}
