namespace ZmqNative.Actors.Remote;

/// <summary>Tells, during one search, which peers of a listener have disconnected; asks libzmq once for each of them.</summary>
internal sealed class LostPeers
{
    private readonly BrokerListener _listener;
    private readonly Dictionary<byte[], bool> _known = new(RoutingIdComparer.Instance);
    private readonly Dictionary<byte[], bool>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public LostPeers(BrokerListener listener)
    {
        _listener = listener;
        _bySpan = _known.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Whether the peer with a routing id has disconnected.</summary>
    public bool Has(ReadOnlySpan<byte> routingId)
    {
        if (!_bySpan.TryGetValue(routingId, out bool isGone))
        {
            byte[] peer = routingId.ToArray();
            isGone = _listener.IsPeerGone(peer);
            _known.Add(peer, isGone);
        }

        return isGone;
    }
}
