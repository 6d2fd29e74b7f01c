using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A security mechanism of ZMTP. The numbers are libzmq's.</summary>
public enum SecurityMechanism
{
    /// <summary>No security.</summary>
    None = Libzmq.ZMQ_NULL,

    /// <summary>A user name and a password, in the clear.</summary>
    Plain = Libzmq.ZMQ_PLAIN,

    /// <summary>Encryption and authentication by Curve25519 keys.</summary>
    Curve = Libzmq.ZMQ_CURVE,

    /// <summary>Kerberos.</summary>
    Gssapi = Libzmq.ZMQ_GSSAPI,
}

/// <summary>What a ROUTER with <see cref="Socket.RouterNotify"/> tells of its peers.</summary>
[Flags]
[Experimental(Experiments.Draft)]
public enum RouterNotifications
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Peers that connect.</summary>
    Connect = LibzmqDraft.ZMQ_NOTIFY_CONNECT,

    /// <summary>Peers that disconnect.</summary>
    Disconnect = LibzmqDraft.ZMQ_NOTIFY_DISCONNECT,
}

/// <summary>When libzmq stops connecting again.</summary>
[Flags]
[Experimental(Experiments.Draft)]
public enum ReconnectStopConditions
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>When the peer refuses the connection.</summary>
    ConnectionRefused = LibzmqDraft.ZMQ_RECONNECT_STOP_CONN_REFUSED,

    /// <summary>When the handshake fails.</summary>
    HandshakeFailed = LibzmqDraft.ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED,

    /// <summary>After <see cref="Socket.Disconnect"/>. In libzmq 4.3.4 this cannot be told from the two above together.</summary>
    AfterDisconnect = LibzmqDraft.ZMQ_RECONNECT_STOP_AFTER_DISCONNECT,
}

/// <summary>The numbers of <see cref="ReconnectStopConditions"/>, one of which changed with libzmq 4.3.5.</summary>
internal static class ReconnectStops
{
    private const int AfterDisconnectBefore435 = 0x3;

    public static int ToNative(ReconnectStopConditions value) =>
        value == ReconnectStopConditions.AfterDisconnect && IsOld ? AfterDisconnectBefore435 : (int)value;

    public static ReconnectStopConditions FromNative(int value) =>
        value == AfterDisconnectBefore435 && IsOld ? ReconnectStopConditions.AfterDisconnect : (ReconnectStopConditions)value;

    private static bool IsOld => Zmq.Version < new Version(4, 3, 5);
}
