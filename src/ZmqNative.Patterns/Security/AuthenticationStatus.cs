namespace ZmqNative.Patterns;

/// <summary>The status of a decision about a peer. The numbers are those of ZAP 1.0 (ZeroMQ RFC 27).</summary>
public enum AuthenticationStatus
{
    /// <summary>The peer is accepted.</summary>
    Accepted = 200,

    /// <summary>
    /// There is no decision now. The peer gets no reason: its connection is closed, and it tries again. Another libzmq than that of ZmqNative keeps the connection
    /// until <see cref="Socket.HandshakeInterval"/> is over, 30 seconds by default.
    /// </summary>
    TemporaryFailure = 300,

    /// <summary>The peer is refused, and is notified of it.</summary>
    Refused = 400,

    /// <summary>The check has failed. The peer is refused, and is notified of it.</summary>
    InternalError = 500,
}
