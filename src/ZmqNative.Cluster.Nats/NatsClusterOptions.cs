using System.Buffers;

namespace ZmqNative.Cluster.Nats;

/// <summary>The options of a <see cref="NatsCluster"/>, the same in all brokers of a cluster. Each is checked when it is set.</summary>
public sealed record NatsClusterOptions
{
    internal const int MaxReplicas = 5;

    private const int MaxNameLength = 32;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("-0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// The name of the cluster: the names of its buckets and streams begin with it. Clusters with different names share a nats-server without an effect on
    /// each other. 1 to 32 letters, digits, hyphens and underscores. Default <c>zmqnative</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public string Name
    {
        get;
        init => field = IsName(value)
            ? value
            : throw new ArgumentException($"'{value}' is no name of a cluster: 1 to {MaxNameLength} letters, digits, hyphens and underscores.", nameof(value));
    } = "zmqnative";

    /// <summary>The number of servers that store each entry, 1 to 5. Default 1. More than one needs nats-server 2.9.21, which is checked. Buckets and streams that exist have their own number: with another one the broker is refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Replicas
    {
        get;
        init => field = value is >= 1 and <= MaxReplicas
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Replicas is {value}; it must be from 1 to {MaxReplicas}.");
    } = 1;

    internal static bool IsName(string? value) => value is { Length: > 0 and <= MaxNameLength } && !value.AsSpan().ContainsAnyExcept(NameCharacters);
}
