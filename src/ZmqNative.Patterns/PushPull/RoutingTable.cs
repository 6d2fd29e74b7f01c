using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The peers of a ROUTER by their routing ids. Guarded by the lock of its owner.</summary>
/// <typeparam name="TPeer">The state that is kept for a peer.</typeparam>
internal sealed class RoutingTable<TPeer>
    where TPeer : class, IRoutedPeer
{
    private readonly Dictionary<byte[], TPeer> _peers = new(RoutingIdComparer.Instance);

    // Messages of one peer often follow each other.
    private TPeer? _last;

    public int Count => _peers.Count;

    public Dictionary<byte[], TPeer>.ValueCollection All => _peers.Values;

    /// <summary>Finds a peer; a copy of the routing id is not made.</summary>
    public bool TryFind(ReadOnlySpan<byte> routingId, [NotNullWhen(true)] out TPeer? peer)
    {
        if (_last is { } last && routingId.SequenceEqual(last.RoutingId))
        {
            peer = last;
            return true;
        }

        bool found = _peers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(routingId, out peer);
        _last = peer ?? _last;
        return found;
    }

    public void Add(TPeer peer) => _peers[peer.RoutingId] = peer;

    public void Remove(TPeer peer)
    {
        _ = _peers.Remove(peer.RoutingId);
        _last = null;
    }
}
