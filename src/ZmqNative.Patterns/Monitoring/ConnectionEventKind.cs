namespace ZmqNative.Patterns;

/// <summary>The kinds of connection events.</summary>
public enum ConnectionEventKind
{
    /// <summary>A connection was made; the handshake is complete.</summary>
    Connected = 0,

    /// <summary>A connection has ended: the peer or the network ended it, or the peer broke the protocol.</summary>
    Lost,

    /// <summary>This side has ended a connection, by <see cref="Pattern.Disconnect"/> or <see cref="Pattern.Unbind"/>.</summary>
    Closed,

    /// <summary>A connection could not be made; <see cref="ConnectionEvent.Refusal"/> has the reason.</summary>
    Refused,
}
