using System.Diagnostics.CodeAnalysis;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The operations that a socket or a file descriptor is ready for.</summary>
[Flags]
[SuppressMessage("Design", "CA1028", Justification = "The width that zmq_pollitem_t has.")]
public enum PollEvents : short
{
    /// <summary>No events.</summary>
    None = 0,

    /// <summary>At least one message can be received without blocking.</summary>
    In = Libzmq.ZMQ_POLLIN,

    /// <summary>At least one message can be sent without blocking.</summary>
    Out = Libzmq.ZMQ_POLLOUT,

    /// <summary>An error condition; file descriptors alone.</summary>
    Error = Libzmq.ZMQ_POLLERR,

    /// <summary>Urgent data; file descriptors alone.</summary>
    Priority = Libzmq.ZMQ_POLLPRI,
}
