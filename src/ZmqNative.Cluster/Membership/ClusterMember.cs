namespace ZmqNative.Cluster;

/// <summary>A broker of a cluster.</summary>
/// <param name="Session">The id of its membership: one that has lost its lease gets another one when it joins again.</param>
/// <param name="Name">Its name: <see cref="ZmqNative.Actors.BrokerOptions.Name"/>.</param>
/// <param name="Endpoints">The endpoints at which it is reached. Empty if it is not.</param>
/// <param name="TakesShards">Whether it owns shards: false for one that only sends, and for one that leaves.</param>
public sealed record ClusterMember(string Session, string Name, IReadOnlyList<string> Endpoints, bool TakesShards);
