namespace ZmqNative.Cluster;

/// <summary>The entry of the directory that is made with it: the incarnation, and the settings that all brokers share.</summary>
/// <param name="Incarnation">The number of the directory: greater than those of directories that were lost.</param>
/// <param name="Shards">The number of shards.</param>
internal sealed record ClusterRecord(ulong Incarnation, int Shards);
