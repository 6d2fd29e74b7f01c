using System.Diagnostics.CodeAnalysis;

namespace ZmqNative;

/// <summary>An event of a connection.</summary>
/// <param name="Kind">The kind of the event: exactly one flag.</param>
/// <param name="Value">The number that came with it; the properties read it for each kind.</param>
/// <param name="Endpoint">The endpoint concerned; this side's own for events of draft monitors.</param>
public readonly record struct SocketEvent(SocketEvents Kind, ulong Value, string Endpoint)
{
    private const SocketEvents WithDescriptor =
        SocketEvents.Connected | SocketEvents.Listening | SocketEvents.Accepted | SocketEvents.Closed | SocketEvents.Disconnected;

    private const SocketEvents WithError =
        SocketEvents.BindFailed | SocketEvents.AcceptFailed | SocketEvents.CloseFailed | SocketEvents.HandshakeFailedNoDetail;

    /// <summary>The other side's endpoint, for events of draft monitors; else empty.</summary>
    public string RemoteEndpoint { get; init; } = string.Empty;

    /// <summary>The descriptor of the connection or listener, or null for other kinds. It may be closed already.</summary>
    public nint? FileDescriptor => (Kind & WithDescriptor) != 0 ? (nint)Value : null;

    /// <summary>The error number, or null for kinds without.</summary>
    public int? ErrorNumber => (Kind & WithError) != 0 ? (int)Value : null;

    /// <summary>The symbolic name of <see cref="ErrorNumber"/>, such as <c>EADDRINUSE</c>, or null.</summary>
    public string? ErrorName => ErrorNumber is { } number ? Errno.NameOf(number) : null;

    /// <summary>The pause before the next attempt to connect, or null for other kinds.</summary>
    public TimeSpan? RetryInterval => Kind == SocketEvents.ConnectRetried ? TimeSpan.FromMilliseconds((int)Value) : null;

    /// <summary>The protocol error of the peer, or null for other kinds of events.</summary>
    public ProtocolError? ProtocolError =>
        Kind == SocketEvents.HandshakeFailedProtocol ? (ProtocolError)(int)Value : null;

    /// <summary>The status of the ZAP handler, 300, 400 or 500, or null for other kinds.</summary>
    public int? AuthenticationStatus => Kind == SocketEvents.HandshakeFailedAuthentication ? (int)Value : null;

    /// <summary>Messages queued towards this socket, summed over its peers; null for other kinds.</summary>
    [Experimental(Experiments.Draft)]
    public ulong? InboundMessages => Kind == SocketEvents.PipeStatistics ? Value >> 32 : null;

    /// <summary>Messages queued by this socket, summed over its peers; null for other kinds.</summary>
    [Experimental(Experiments.Draft)]
    public ulong? OutboundMessages => Kind == SocketEvents.PipeStatistics ? Value & uint.MaxValue : null;
}
