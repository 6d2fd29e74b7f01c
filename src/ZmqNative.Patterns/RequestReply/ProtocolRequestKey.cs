namespace ZmqNative.Patterns;

/// <summary>The key of a request in flight by the id of a foreign protocol.</summary>
/// <remarks>
/// The hash code and the equality of ids may be user code, and may throw. They are called when a request begins and when a reply has come, where
/// an exception has a receiver. The thread that ends a request must be able to remove it in any case: so the hash code is kept, and keys of
/// requests are equal if they are those of the same request. Only a key to look for compares ids.
/// </remarks>
/// <typeparam name="TId">The type of the ids.</typeparam>
internal readonly struct ProtocolRequestKey<TId> : IEquatable<ProtocolRequestKey<TId>>
    where TId : notnull, IEquatable<TId>
{
    private readonly TId _id;
    private readonly int _hash;
    private readonly object? _request;

    /// <summary>Makes a key to look for a request.</summary>
    /// <param name="id">The id.</param>
    public ProtocolRequestKey(TId id)
        : this(id, id.GetHashCode(), request: null)
    {
    }

    private ProtocolRequestKey(TId id, int hash, object? request) => (_id, _hash, _request) = (id, hash, request);

    /// <summary>Returns the key of a request with this id.</summary>
    public ProtocolRequestKey<TId> Of(object request) => new(_id, _hash, request);

    public bool Equals(ProtocolRequestKey<TId> other) =>
        _request is not null && other._request is not null ? _request == other._request : _id.Equals(other._id);

    public override bool Equals(object? obj) => obj is ProtocolRequestKey<TId> other && Equals(other);

    public override int GetHashCode() => _hash;
}
