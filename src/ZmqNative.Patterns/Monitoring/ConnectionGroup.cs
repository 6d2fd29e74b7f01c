namespace ZmqNative.Patterns;

/// <summary>A group of connections that the events of libzmq do not distinguish.</summary>
/// <remarks>
/// <para>
/// Over TCP with draft monitors a group is one connection: each event has both its addresses. Otherwise it is all connections of
/// an endpoint: the events of their begin and end name a descriptor, but that of a completed handshake does not.
/// </para>
/// <para>
/// The number of handshakes is then related to the connections: if it equals their number, all have completed it. While some are still
/// in the handshake, an end is counted as that of one of those, unless more handshakes than connections remain. The figure is correct
/// again when they have ended, or libzmq has disconnected them (<see cref="Socket.HandshakeInterval"/>).
/// </para>
/// </remarks>
internal sealed class ConnectionGroup(ConnectedEndpoint? owner)
{
    private readonly List<ulong> _established = [];
    private readonly List<ulong> _open = [];

    // The number of open connections with a completed handshake; too high for a moment if that event precedes the one of the begin.
    private int _handshakes;

    /// <summary>The endpoint that this side connected to; null for connections that it accepted.</summary>
    public ConnectedEndpoint? Owner { get; } = owner;

    /// <summary>The number of the group, in the order in which groups began.</summary>
    public long Number { get; init; }

    /// <summary>The number of failed handshakes that were reported, and whose connections have not ended yet.</summary>
    public int Refusals { get; set; }

    /// <summary>The failure of a connection that had completed its handshake, and is about to end.</summary>
    public string? Failure { get; set; }

    public int Connected => _established.Count + Math.Min(_handshakes, _open.Count);

    /// <summary>The number of connections that have begun and not ended.</summary>
    public int Open => _established.Count + _open.Count;

    public bool IsEmpty => _established.Count + _open.Count + _handshakes == 0;

    /// <summary>The descriptor whose handshake was the first; null when it could be that of several.</summary>
    public ulong? Only => (_established, _open) switch
    {
        ([ulong one], []) => one,
        ([], [ulong one]) => one,
        _ => null,
    };

    public bool Contains(ulong descriptor) => _established.Contains(descriptor) || _open.Contains(descriptor);

    public void Opened(ulong descriptor)
    {
        // The system reuses the number of a descriptor only after it was closed; libzmq reports no event if this side closes it.
        _ = Closed(descriptor);
        bool overtaken = _open.Count == 0 && _handshakes > 0;
        _open.Add(descriptor);
        if (overtaken)
        {
            Settle();
        }
    }

    public void ShakenHands()
    {
        _handshakes++;
        if (_open.Count > 0)
        {
            Settle();
        }
    }

    /// <summary>Removes a connection.</summary>
    public bool Closed(ulong descriptor)
    {
        if (_established.Remove(descriptor))
        {
            return true;
        }

        if (!_open.Remove(descriptor))
        {
            return false;
        }

        _handshakes = Math.Min(_handshakes, _open.Count);
        if (_open.Count > 0)
        {
            Settle();
        }

        return true;
    }

    // All open connections have completed the handshake: from now on it is known which ones have.
    private void Settle()
    {
        if (_handshakes >= _open.Count)
        {
            _handshakes -= _open.Count;
            _established.AddRange(_open);
            _open.Clear();
        }
    }
}
