using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The events of a socket's connections. The numbers are libzmq's.</summary>
[Flags]
public enum SocketEvents
{
    /// <summary>No events.</summary>
    None = 0,

    /// <summary>A connection was made; <see cref="SocketEvent.FileDescriptor"/> names it.</summary>
    Connected = Libzmq.ZMQ_EVENT_CONNECTED,

    /// <summary>An attempt to connect is under way.</summary>
    ConnectDelayed = Libzmq.ZMQ_EVENT_CONNECT_DELAYED,

    /// <summary>The next attempt comes after <see cref="SocketEvent.RetryInterval"/>.</summary>
    ConnectRetried = Libzmq.ZMQ_EVENT_CONNECT_RETRIED,

    /// <summary>The socket accepts connections.</summary>
    Listening = Libzmq.ZMQ_EVENT_LISTENING,

    /// <summary>Binding failed with <see cref="SocketEvent.ErrorNumber"/>.</summary>
    BindFailed = Libzmq.ZMQ_EVENT_BIND_FAILED,

    /// <summary>A connection was accepted; <see cref="SocketEvent.FileDescriptor"/> names it.</summary>
    Accepted = Libzmq.ZMQ_EVENT_ACCEPTED,

    /// <summary>Accepting failed with <see cref="SocketEvent.ErrorNumber"/>.</summary>
    AcceptFailed = Libzmq.ZMQ_EVENT_ACCEPT_FAILED,

    /// <summary>A connection or a listener was closed.</summary>
    Closed = Libzmq.ZMQ_EVENT_CLOSED,

    /// <summary>Closing failed with <see cref="SocketEvent.ErrorNumber"/>.</summary>
    CloseFailed = Libzmq.ZMQ_EVENT_CLOSE_FAILED,

    /// <summary>A connection broke.</summary>
    Disconnected = Libzmq.ZMQ_EVENT_DISCONNECTED,

    /// <summary>Monitoring ended; no event follows.</summary>
    MonitorStopped = Libzmq.ZMQ_EVENT_MONITOR_STOPPED,

    /// <summary>The handshake failed with <see cref="SocketEvent.ErrorNumber"/>.</summary>
    HandshakeFailedNoDetail = Libzmq.ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL,

    /// <summary>The handshake is complete: the connection can be used.</summary>
    HandshakeSucceeded = Libzmq.ZMQ_EVENT_HANDSHAKE_SUCCEEDED,

    /// <summary>The peer broke the protocol; <see cref="SocketEvent.ProtocolError"/> has the kind of error.</summary>
    HandshakeFailedProtocol = Libzmq.ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL,

    /// <summary>The ZAP handler refused the peer with <see cref="SocketEvent.AuthenticationStatus"/>.</summary>
    HandshakeFailedAuthentication = Libzmq.ZMQ_EVENT_HANDSHAKE_FAILED_AUTH,

    /// <summary>All of the above.</summary>
    All = Libzmq.ZMQ_EVENT_ALL,

    /// <summary>The queue lengths that <see cref="SocketMonitor.RequestPipeStatistics"/> requested.</summary>
    [Experimental(Experiments.Draft)]
    PipeStatistics = LibzmqDraft.ZMQ_EVENT_PIPES_STATS,
}
