namespace ZmqNative.Actors;

/// <summary>How a <see cref="Router"/> works.</summary>
public sealed record RouterOptions
{
    private const int MostVirtualNodes = 4096;

    private readonly int _virtualNodes = 100;

    /// <summary>How it chooses. Default one after the other.</summary>
    public RoutingStrategy Strategy { get; init; }

    /// <summary>
    /// The key of a message, for <see cref="RoutingStrategy.ConsistentHash"/>. Default: messages implement
    /// <see cref="IConsistentHashKey"/>, or are texts, which are their own keys. It runs on the sender's thread.
    /// </summary>
    public Func<object, RoutingKey>? KeyOf { get; init; }

    /// <summary>
    /// How many places each routee has on the ring of a consistent hash, from 1 to 4,096. Default 100, which keeps the routees'
    /// shares within about 10 % of each other's mean; more make them more even, and adding slower.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int VirtualNodes
    {
        get => _virtualNodes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostVirtualNodes);
            _virtualNodes = value;
        }
    }
}
