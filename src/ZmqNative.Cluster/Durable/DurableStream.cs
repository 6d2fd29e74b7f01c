using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>The streams of an <see cref="IDurableLog"/>.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The term of logs; it is no stream of bytes.")]
public enum DurableStream
{
    /// <summary>Tells to keyed actors, by the number of their shard. An entry is kept until it is removed: its removal is its acknowledgement.</summary>
    Tells = 0,

    /// <summary>Publications, by their topic. The limits of the log remove the oldest ones.</summary>
    Topics,

    /// <summary>Tells that were given up, by the number of their shard. An entry is kept until it is removed.</summary>
    DeadLetters,
}
