namespace ZmqNative.Patterns;

/// <summary>The reasons why a connection could not be made.</summary>
public enum ConnectionRefusal
{
    /// <summary>No reason: the event is no refusal.</summary>
    None = 0,

    /// <summary>Nothing listens at the address, or it cannot be reached.</summary>
    Unreachable,

    /// <summary>The name of the host cannot be resolved, or its address cannot be used.</summary>
    NameNotResolved,

    /// <summary>The authentication was refused, by this side or by the peer.</summary>
    Authentication,

    /// <summary>The peer does not speak the protocol, or uses another security mechanism or another CURVE key.</summary>
    Protocol,

    /// <summary>
    /// The connection ended during the handshake without a reason: the peer closed it, was silent for
    /// <see cref="Socket.HandshakeInterval"/>, or refused this side without an answer, as libzmq does with a wrong CURVE key.
    /// </summary>
    Handshake,

    /// <summary>The pair has another peer already.</summary>
    Occupied,
}
