namespace ZmqNative;

/// <content>Limits of the connections that a bound socket accepts, which only the corrected libzmq has.</content>
public sealed unsafe partial class Socket
{
    /// <summary>
    /// The maximal number of connections, of those that the endpoints of this socket have accepted, that exist at the same time: 1 or more. One more is closed
    /// at once, before its handshake, and counted (<see cref="RefusedConnections"/>); its peer tries again. Default null: no limit. It may be
    /// changed at any time; connections that exist are kept.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public int? MaxConnections
    {
        get => GetCount(SocketOptions.MaxConnections);
        set => SetLimit(SocketOptions.MaxConnections, value);
    }

    /// <summary>
    /// The same for the connections of one IPv4 address, or of one IPv6 network of 64 bits, within which a host chooses its address itself. All hosts behind
    /// one NAT or proxy have one address. Default null: no limit. Of no effect on other transports than TCP.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public int? MaxConnectionsPerAddress
    {
        get => GetCount(SocketOptions.MaxConnectionsPerAddress);
        set => SetLimit(SocketOptions.MaxConnectionsPerAddress, value);
    }

    /// <summary>
    /// The number of connections that this socket has closed at once, because of these limits, or because they would have taken one of the last descriptors of
    /// the process, of which libzmq keeps a reserve: a sixteenth of the limit, at most 64. <see cref="SocketEvents.AcceptFailed"/> is reported for
    /// them at most ten times a second.
    /// </summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public long RefusedConnections => GetInt64(SocketOptions.RefusedConnections);

    /// <summary>The number of connections that exist of those that this socket has accepted, also without a completed handshake.</summary>
    /// <exception cref="ZmqException">libzmq is not corrected (<c>EINVAL</c>): <see cref="Zmq.Has"/>, <c>zmqnative</c>.</exception>
    public int AcceptedConnections => GetInt32(SocketOptions.AcceptedConnections);

    private void SetLimit(SocketOption option, int? value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(value));
        SetInt32(option, value ?? option.None);
    }
}
