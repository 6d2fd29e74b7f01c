using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Ends blocking sends of a socket at a deadline, and restores the time-out of the socket.</summary>
/// <remarks>
/// Waiting for POLLOUT and trying again would not do: a ROUTER or SERVER is ready when any peer is, a lossless XPUB always,
/// while the queue of the current peer may be full. Only a send that blocks in libzmq waits for that peer.
/// </remarks>
internal readonly unsafe ref struct SendLimit : IDisposable
{
    private readonly void* _socket;
    private readonly int _own;

    public SendLimit(void* socket)
    {
        _socket = socket;
        int own = -1;
        nuint size = sizeof(int);
        _ = Libzmq.zmq_getsockopt(socket, Libzmq.ZMQ_SNDTIMEO, &own, &size);
        _own = own;
    }

    public void EndAt(Deadline deadline) => Set(deadline.MillisecondsLeft);

    public void Dispose() => Set(_own);

    // Both calls fail only when the context is shut down, and then the send fails, too.
    private void Set(int milliseconds) => _ = Libzmq.zmq_setsockopt(_socket, Libzmq.ZMQ_SNDTIMEO, &milliseconds, sizeof(int));
}
