namespace ZmqNative.Patterns;

/// <summary>The requests in flight of a client for a protocol that has ids of its own, by which they are found.</summary>
/// <typeparam name="TId">The type of the ids.</typeparam>
internal sealed class ProtocolRequestTable<TId>(string owner, int capacity, DeadlineWheel deadlines)
    : PendingRequestTable<MultipartMessage>(owner, capacity, deadlines)
    where TId : notnull, IEquatable<TId>
{
    // Guards the dictionary and the members of ProtocolRequest, against callers, the reading loop, the timer and cancellation. Not the
    // lock of the base class, which spins: comparing ids may be user code.
    private readonly Lock _idGate = new();
    private readonly Dictionary<ProtocolRequestKey<TId>, ProtocolRequest<TId>> _byId = [];

    /// <summary>Adds a request that has begun, under its id. An exception of the id's hash code or equality goes to the caller.</summary>
    /// <returns>False if a request with that id is in flight.</returns>
    public bool TryName(ProtocolRequest<TId> pending, TId id, MessageQueue? stream)
    {
        ProtocolRequestKey<TId> key = new(id);
        lock (_idGate)
        {
            // Its time may have passed already.
            if (pending.EndedRequestId != pending.RequestId)
            {
                if (_byId.TryGetValue(key, out ProtocolRequest<TId>? other))
                {
                    if ((other.Use & 1) != 0)
                    {
                        return false;
                    }

                    // It has ended, and the thread that took it has not come to its id yet: a caller may have noticed the end before.
                    RemoveIdInsideLock(other);
                }

                pending.Key = key.Of(pending);
                _byId.Add(pending.Key, pending);
                pending.Stream = stream;
                pending.IsNamed = true;
            }

            return true;
        }
    }

    /// <summary>Finds the request of an id. An exception of the id's hash code or equality goes to the caller.</summary>
    /// <param name="id">The id.</param>
    /// <param name="requestId">The number under which it is in flight, unless it ends meanwhile.</param>
    /// <param name="stream">The queue of its replies, if they are read as a stream.</param>
    public bool TryFind(TId id, out ulong requestId, out MessageQueue? stream)
    {
        ProtocolRequestKey<TId> key = new(id);
        lock (_idGate)
        {
            bool found = _byId.TryGetValue(key, out ProtocolRequest<TId>? pending);
            requestId = found ? pending!.RequestId : 0;
            stream = pending?.Stream;
            return found;
        }
    }

    private protected override PendingRequest<MultipartMessage> Create() => new ProtocolRequest<TId>(this);

    private protected override void OnTaken(PendingRequest<MultipartMessage> pending)
    {
        ProtocolRequest<TId> request = (ProtocolRequest<TId>)pending;
        lock (_idGate)
        {
            request.EndedRequestId = request.RequestId;
            if (request.IsNamed)
            {
                RemoveIdInsideLock(request);
            }
        }
    }

    private void RemoveIdInsideLock(ProtocolRequest<TId> request)
    {
        _ = _byId.Remove(request.Key);
        (request.Key, request.Stream, request.IsNamed) = (default, null, false);
    }
}
