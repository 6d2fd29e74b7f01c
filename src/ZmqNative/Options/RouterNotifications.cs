using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The events of its peers that a ROUTER with <see cref="Socket.RouterNotify"/> reports.</summary>
[Flags]
[Experimental(Experiments.Draft)]
public enum RouterNotifications
{
    /// <summary>No events.</summary>
    None = 0,

    /// <summary>Peers that connect.</summary>
    Connect = LibzmqDraft.ZMQ_NOTIFY_CONNECT,

    /// <summary>Peers that disconnect.</summary>
    Disconnect = LibzmqDraft.ZMQ_NOTIFY_DISCONNECT,
}
