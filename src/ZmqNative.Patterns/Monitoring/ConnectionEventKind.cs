namespace ZmqNative.Patterns;

/// <summary>What has happened to a connection.</summary>
public enum ConnectionEventKind
{
    /// <summary>A connection was made; the handshake is complete.</summary>
    Connected = 0,

    /// <summary>A connection has ended: the peer or the network ended it, or the peer broke the protocol.</summary>
    Lost,

    /// <summary>This side has ended a connection, by <see cref="Pattern.Disconnect"/> or <see cref="Pattern.Unbind"/>.</summary>
    Closed,

    /// <summary>No connection came about; <see cref="ConnectionEvent.Refusal"/> tells why.</summary>
    Refused,
}
