namespace ZmqNative.Cluster;

/// <summary>The entry of a broker.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Endpoints">Its endpoints.</param>
/// <param name="TakesShards">Whether it owns shards.</param>
internal sealed record MemberRecord(string Name, string[] Endpoints, bool TakesShards);
