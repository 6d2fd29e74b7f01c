using ZmqNative;

namespace ZmqTool.Monitoring;

/// <summary>The words for events of connections.</summary>
internal static class EventText
{
    /// <summary>The name of a kind, such as <c>handshake-succeeded</c>.</summary>
    public static string NameOf(SocketEvents kind) => kind switch
    {
        SocketEvents.Connected => "connected",
        SocketEvents.ConnectDelayed => "connecting",
        SocketEvents.ConnectRetried => "retrying",
        SocketEvents.Listening => "listening",
        SocketEvents.BindFailed => "bind-failed",
        SocketEvents.Accepted => "accepted",
        SocketEvents.AcceptFailed => "accept-failed",
        SocketEvents.Closed => "closed",
        SocketEvents.CloseFailed => "close-failed",
        SocketEvents.Disconnected => "disconnected",
        SocketEvents.HandshakeSucceeded => "handshake-succeeded",
        SocketEvents.HandshakeFailedNoDetail or SocketEvents.HandshakeFailedProtocol => "handshake-failed",
        SocketEvents.HandshakeFailedAuthentication => "refused",
        _ => kind.ToString(),
    };

    /// <summary>The detail of an event; null if there is none.</summary>
    public static string? DetailOf(SocketEvent socketEvent) =>
        socketEvent.RetryInterval is { } pause ? $"in {pause.TotalMilliseconds:0} ms"
        : socketEvent.ProtocolError is { } error ? Describe(error)
        : socketEvent.AuthenticationStatus is { } status ? $"authentication status {status}"
        : socketEvent.Kind == SocketEvents.HandshakeFailedNoDetail
            ? $"the peer ended the handshake ({socketEvent.ErrorName}): another mechanism, socket type or key; 'zmq probe' tells which"
        : socketEvent.ErrorNumber is not null and not 0 ? socketEvent.ErrorName
        : null;

    /// <summary>A protocol error in words.</summary>
    public static string Describe(ProtocolError error) => error switch
    {
        ProtocolError.ZmtpMechanismMismatch => "the sides have different security mechanisms",
        ProtocolError.ZmtpCryptographic or ProtocolError.ZmtpKeyExchange => "the keys do not fit",
        ProtocolError.ZmtpInvalidMetadata => "the socket types do not fit, or the metadata is wrong",
        _ => error.ToString(),
    };
}
