using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Cluster;

/// <summary>The objects that the parts of a broker in a cluster share.</summary>
/// <param name="Broker">The broker.</param>
/// <param name="Directory">The directory.</param>
/// <param name="Options">The options.</param>
/// <param name="Times">The times of leases.</param>
/// <param name="Routing">The routes.</param>
/// <param name="Placement">The placement of the broker.</param>
internal sealed record ClusterContext(
    Broker Broker, IActorDirectory Directory, ClusterOptions Options, LeaseTimes Times, ClusterRouting Routing, ActorPlacement Placement)
{
    /// <summary>The sessions that this broker has had: messages for shards that are still theirs wait, rather than go to itself.</summary>
    public ConcurrentDictionary<string, byte> Former { get; } = new(StringComparer.Ordinal);

    /// <summary>The durable tells of the shards of this broker.</summary>
    public required ClusterTells Tells { get; init; }

    public string Name => Broker.Options.Name;

    public ILogger Logger => Broker.Logger;
}
