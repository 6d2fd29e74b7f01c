namespace ZmqNative.Actors;

/// <summary>The options of a <see cref="Router"/>. Each is checked when it is set.</summary>
public sealed record RouterOptions
{
    /// <summary>The strategy by which the router chooses a routee. Default <see cref="RoutingStrategy.RoundRobin"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the strategies.</exception>
    public RoutingStrategy Strategy
    {
        get;
        init => field = ActorOptionChecks.Defined(value);
    }

    /// <summary>
    /// The function from a message to its key, for <see cref="RoutingStrategy.ConsistentHash"/>. Default null: messages implement
    /// <see cref="IConsistentHashKey"/>, or are texts, which are their own keys. It is called on the sender's thread.
    /// </summary>
    public Func<object, RoutingKey>? KeyOf { get; init; }

    /// <summary>
    /// The number of places of each routee on the hash ring, from 1 to 4,096. Default 100, which keeps the routees'
    /// shares within about 10 % of each other's mean; more make them more even, and adding slower.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int VirtualNodes
    {
        get;
        init => field = ActorOptionChecks.VirtualNodes(value);
    } = 100;
}
