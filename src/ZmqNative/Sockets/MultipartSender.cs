using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Sends a whole multipart message without losing it half-way.</summary>
/// <remarks>
/// If a peer dies between two frames, libzmq answers the next frame with EAGAIN once, and then swallows frames, reporting
/// success, up to and including one without MORE. So the frames sent are duplicates (counted by reference when large) and
/// the originals are kept until the last one is accepted; on such a failure the rest is sent to be swallowed, and the
/// message starts again from its first frame, for another peer or for a later try.
/// </remarks>
internal static unsafe class MultipartSender
{
    // How often a message may meet a dying peer in one call before the caller is told to wait.
    private const int Attempts = 8;

    /// <summary>Sends one frame, waiting for room until the deadline.</summary>
    /// <remarks>
    /// The wait is libzmq's own, which knows the peer that the frame is for: polling tells only that some peer has room, so a
    /// ROUTER with one full peer among others would poll and fail in circles, beyond every deadline.
    /// </remarks>
    /// <returns>0, or an error number: EAGAIN when time ran out.</returns>
    public static int SendBefore(Deadline deadline, zmq_msg_t* frame, void* socket, int flags)
    {
        int configured = -1;
        nuint size = sizeof(int);
        _ = Libzmq.zmq_getsockopt(socket, Libzmq.ZMQ_SNDTIMEO, &configured, &size);
        int errno;
        do
        {
            // Fails only when the context ends, and then the send says so.
            int left = deadline.MillisecondsLeft;
            _ = Libzmq.zmq_setsockopt(socket, Libzmq.ZMQ_SNDTIMEO, &left, sizeof(int));
            errno = Libzmq.zmq_msg_send(frame, socket, flags) >= 0 ? 0 : Libzmq.zmq_errno();
        }
        while (errno == Errno.EINTR);

        _ = Libzmq.zmq_setsockopt(socket, Libzmq.ZMQ_SNDTIMEO, &configured, sizeof(int));
        return errno;
    }

    /// <summary>Sends a message; with a deadline, waits until then for room for its first frame.</summary>
    /// <returns>
    /// 0 when the message was accepted, whose frames are then spent or duplicates to dispose; else an error number, and
    /// the message is whole.
    /// </returns>
    /// <exception cref="ObjectDisposedException">A frame of the message is gone; none was sent.</exception>
    public static int TrySend(void* socket, MessageCore message, Deadline? deadline = null)
    {
        if (message.Count == 1)
        {
            return Send(message[0].Core.Message, socket, 0, deadline);
        }

        // A frame that was disposed inside the message must throw here, not when its predecessors are sent already: the next
        // message would be taken for their rest.
        for (int i = 0; i < message.Count; i++)
        {
            _ = message[i].Core;
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int errno = TryOnce(socket, message, deadline, out bool started);
            if (errno != Errno.EAGAIN || !started)
            {
                return errno;
            }
        }

        return Errno.EAGAIN;
    }

    private static int TryOnce(void* socket, MessageCore message, Deadline? deadline, out bool started)
    {
        int last = message.Count - 1;
        started = false;
        for (int i = 0; i < last; i++)
        {
            int errno = SendDuplicate(message[i].Core.Message, socket, Libzmq.ZMQ_SNDMORE, started ? null : deadline);
            if (errno != 0)
            {
                if (started)
                {
                    Swallow(socket, message, i + 1);
                }

                return errno;
            }

            started = true;
        }

        // The last frame is the original: when it is accepted nobody needs any of them again.
        return Send(message[last].Core.Message, socket, 0);
    }

    // libzmq drops everything up to a frame without MORE; that frame is not of the message, so that none is spent.
    private static void Swallow(void* socket, MessageCore message, int from)
    {
        int last = message.Count - 1;
        for (int i = from; i < last; i++)
        {
            _ = SendDuplicate(message[i].Core.Message, socket, Libzmq.ZMQ_SNDMORE);
        }

        _ = SendDuplicate(message[last].Core.Message, socket, 0);
    }

    private static int SendDuplicate(zmq_msg_t* frame, void* socket, int flags, Deadline? deadline = null)
    {
        zmq_msg_t duplicate;
        _ = Libzmq.zmq_msg_init(&duplicate);
        int errno = Libzmq.zmq_msg_copy(&duplicate, frame) == 0 ? Send(&duplicate, socket, flags, deadline) : Libzmq.zmq_errno();
        if (errno != 0)
        {
            _ = Libzmq.zmq_msg_close(&duplicate);
        }

        return errno;
    }

    private static int Send(zmq_msg_t* frame, void* socket, int flags, Deadline? deadline = null)
    {
        if (deadline is { } limit)
        {
            return SendBefore(limit, frame, socket, flags);
        }

        while (Libzmq.zmq_msg_send(frame, socket, flags | Libzmq.ZMQ_DONTWAIT) < 0)
        {
            int errno = Libzmq.zmq_errno();
            if (errno != Errno.EINTR)
            {
                return errno;
            }
        }

        return 0;
    }
}
