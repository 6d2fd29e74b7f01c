namespace ZmqNative.Patterns;

/// <summary>Limits how many things of one kind each peer of a socket holds, and all of them together. Thread-safe; nothing is allocated for a known peer.</summary>
/// <remarks>
/// A peer is refused in constant time, and a refused peer that holds nothing is not remembered while the total is reached: so the table has no more
/// entries than things are held, and some idle ones.
/// </remarks>
internal sealed class PeerQuotas
{
    // Entries of peers that hold nothing now stay until there are more of them than this, so that a peer with one request at a time costs none each time.
    private const int MostIdle = 1024;

    private readonly int _limitPerPeer;
    private readonly int _limit;

    // Guards the table, against threads that enter; places are left without it.
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], PeerQuota> _peers = new(RoutingIdComparer.Instance);
    private readonly Dictionary<byte[], PeerQuota>.AlternateLookup<ReadOnlySpan<byte>> _byKey;
    private int _trimAt = MostIdle;
    private int _held;

    /// <summary>Creates an empty table.</summary>
    /// <param name="limitPerPeer">The number of places of one peer.</param>
    /// <param name="limit">The number of places of all peers.</param>
    public PeerQuotas(int limitPerPeer, int limit)
    {
        _limitPerPeer = limitPerPeer;
        _limit = limit;
        _byKey = _peers.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The number of places that are held now.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The number of peers that are remembered.</summary>
    public int PeerCount
    {
        get
        {
            lock (_gate)
            {
                return _peers.Count;
            }
        }
    }

    /// <summary>Whether all places of all peers are taken; otherwise a refused peer has reached its own limit.</summary>
    public bool IsFull => Held >= _limit;

    /// <summary>Takes a place for a peer; null if it, or all peers together, hold as many as they may.</summary>
    public PeerQuota? TryEnter(ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            if (Held >= _limit)
            {
                return null;
            }

            if (!_byKey.TryGetValue(key, out PeerQuota? peer))
            {
                peer = AddInsideLock(key.ToArray());
            }

            // Places are only taken under the lock, so that neither count can pass its limit.
            if (peer.Held >= _limitPerPeer)
            {
                return null;
            }

            peer.Enter();
            _ = Interlocked.Increment(ref _held);
            return peer;
        }
    }

    /// <summary>Describes the limit that a peer has just reached.</summary>
    /// <param name="things">The name of the things that are limited, in the plural.</param>
    public string Describe(string things) => IsFull
        ? $"all peers hold {_limit} {things} already"
        : $"this peer holds {_limitPerPeer} {things} already";

    /// <summary>Counts a place that a peer has left.</summary>
    internal void OnLeft() => Interlocked.Decrement(ref _held);

    private PeerQuota AddInsideLock(byte[] key)
    {
        if (_peers.Count >= _trimAt)
        {
            foreach ((byte[] other, PeerQuota peer) in _peers)
            {
                if (peer.Held == 0)
                {
                    _ = _peers.Remove(other);
                }
            }

            // As many peers as there are now can come before the next search, so each of them pays for a bounded part of it.
            _trimAt = Math.Max(MostIdle, _peers.Count * 2);
        }

        PeerQuota added = new(this, key);
        _peers.Add(key, added);
        return added;
    }
}
