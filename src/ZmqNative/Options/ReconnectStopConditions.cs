using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The conditions under which libzmq stops connecting again.</summary>
[Flags]
[Experimental(Experiments.Draft)]
public enum ReconnectStopConditions
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>The peer refuses the connection.</summary>
    ConnectionRefused = LibzmqDraft.ZMQ_RECONNECT_STOP_CONN_REFUSED,

    /// <summary>The handshake fails.</summary>
    HandshakeFailed = LibzmqDraft.ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED,

    /// <summary>After <see cref="Socket.Disconnect"/>. In libzmq 4.3.4 this cannot be distinguished from the two above together.</summary>
    AfterDisconnect = LibzmqDraft.ZMQ_RECONNECT_STOP_AFTER_DISCONNECT,
}
