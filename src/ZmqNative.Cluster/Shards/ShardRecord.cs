namespace ZmqNative.Cluster;

/// <summary>The entry of a shard. Its revision is the epoch of the ownership.</summary>
/// <param name="Owner">The session of the owner; null if the shard was handed over and has none.</param>
internal sealed record ShardRecord(string? Owner);
