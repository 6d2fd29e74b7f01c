namespace ZmqNative.Cluster;

/// <summary>The tables of an <see cref="IActorDirectory"/>.</summary>
public enum DirectoryTable
{
    /// <summary>The members of the cluster, the owners of the shards, and the settings. Its entries do not expire.</summary>
    Shards = 0,

    /// <summary>
    /// The leases of brokers. An entry expires <see cref="DirectorySettings.LeaseTime"/> after it was written the last time; watches are not told.
    /// </summary>
    Leases,
}
