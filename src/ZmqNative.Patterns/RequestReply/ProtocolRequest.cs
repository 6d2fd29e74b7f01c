namespace ZmqNative.Patterns;

/// <summary>A request in flight whose id is defined by a foreign protocol.</summary>
/// <typeparam name="TId">The type of the ids.</typeparam>
internal sealed class ProtocolRequest<TId>(ProtocolRequestTable<TId> table) : PendingRequest<MultipartMessage>(table)
    where TId : notnull, IEquatable<TId>
{
    /// <summary>The key by which it is found. This and the other members are guarded by the lock of the table's ids.</summary>
    public ProtocolRequestKey<TId> Key { get; set; }

    /// <summary>The queue of the replies of a stream; null if one reply alone is expected.</summary>
    public MessageQueue? Stream { get; set; }

    /// <summary>Whether the current use is found by its id.</summary>
    public bool IsNamed { get; set; }

    /// <summary>The number of the last use that has ended.</summary>
    public ulong EndedRequestId { get; set; }
}
