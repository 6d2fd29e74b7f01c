using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Sends a whole multipart message, whose frames the caller has claimed, without blocking and without losing it half-way.</summary>
/// <remarks>
/// If a peer ends between two frames, libzmq answers the next frame with EAGAIN once, and then drops frames, reporting
/// success, up to and including one without MORE. So the frames sent are duplicates (counted by reference when large) and
/// the originals are kept until the last one is accepted; on such a failure the rest is sent to be swallowed, and the
/// message starts again from its first frame, for another peer or for a later try.
/// </remarks>
internal static unsafe class MultipartSender
{
    // The number of times that a peer may end during one call before the call reports that it must wait.
    private const int Attempts = 8;

    /// <summary>Sends without waiting.</summary>
    /// <returns>
    /// 0 when the message was accepted, whose frames are then spent or duplicates to dispose; else an error number, and
    /// the message is whole.
    /// </returns>
    public static int TrySend(void* socket, SocketType type, MessageCore message)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int errno = TryOnce(socket, type, message, Libzmq.ZMQ_DONTWAIT, out bool started);
            if (errno != Errno.EAGAIN || !started)
            {
                return errno;
            }
        }

        return Errno.EAGAIN;
    }

    /// <summary>Sends, waiting until a peer can take it or until <paramref name="deadline"/>.</summary>
    /// <returns>As <see cref="TrySend"/>.</returns>
    public static int Send(void* socket, SocketType type, MessageCore message, Deadline deadline)
    {
        using SendLimit limit = new(socket);
        int errno;
        do
        {
            limit.EndAt(deadline);
            errno = TryOnce(socket, type, message, 0, out _);
        }
        while (errno == Errno.EAGAIN && deadline.MillisecondsLeft != 0);

        return errno;
    }

    // Only the first frame needs a free place in the queue and may wait.
    private static int TryOnce(void* socket, SocketType type, MessageCore message, int wait, out bool started)
    {
        int last = message.Count - 1;
        started = false;
        for (int i = 0; i < last; i++)
        {
            int errno = SendDuplicate(
                message[i].Claimed.Message, socket, (started ? Libzmq.ZMQ_DONTWAIT : wait) | Libzmq.ZMQ_SNDMORE);
            if (errno != 0)
            {
                return started ? Recover(socket, type, message, i, errno) : errno;
            }

            started = true;
        }

        // The last frame is the original: when it is accepted none of them is needed again.
        return Send(message[last].Claimed.Message, socket, started ? Libzmq.ZMQ_DONTWAIT : wait);
    }

    private static int Recover(void* socket, SocketType type, MessageCore message, int failed, int errno)
    {
        if (errno != Errno.EAGAIN || (type == SocketType.Pair && !Zmq.IsCorrected))
        {
            // Such a PAIR swallows nothing: what follows would reach the next peer as the end of a message without a beginning.
            return errno;
        }

        Swallow(socket, message, failed + 1);

        // A swallowed request counts as sent, and the REQ waits for its reply: it is lost with its peer, as any other.
        return type == SocketType.Req ? 0 : errno;
    }

    // libzmq drops everything up to a frame without MORE; that frame is not of the message, so that none is spent.
    private static void Swallow(void* socket, MessageCore message, int from)
    {
        int last = message.Count - 1;
        for (int i = from; i < last; i++)
        {
            _ = SendDuplicate(message[i].Claimed.Message, socket, Libzmq.ZMQ_DONTWAIT | Libzmq.ZMQ_SNDMORE);
        }

        _ = SendDuplicate(message[last].Claimed.Message, socket, Libzmq.ZMQ_DONTWAIT);
    }

    private static int SendDuplicate(zmq_msg_t* frame, void* socket, int flags)
    {
        if (InlineMessage.Is(frame))
        {
            return SendCopy(frame, socket, flags);
        }

        zmq_msg_t duplicate;
        _ = Libzmq.zmq_msg_init(&duplicate);
        int errno = Libzmq.zmq_msg_copy(&duplicate, frame) == 0 ? Send(&duplicate, socket, flags) : Libzmq.zmq_errno();
        if (errno != 0)
        {
            _ = Libzmq.zmq_msg_close(&duplicate);
        }

        return errno;
    }

    // One native call instead of three; libzmq would copy the bytes of an inline message as well.
    private static int SendCopy(zmq_msg_t* frame, void* socket, int flags)
    {
        while (Libzmq.zmq_send(socket, Libzmq.zmq_msg_data(frame), Libzmq.zmq_msg_size(frame), flags) < 0)
        {
            int errno = Libzmq.zmq_errno();
            if (errno != Errno.EINTR)
            {
                return errno;
            }
        }

        return 0;
    }

    private static int Send(zmq_msg_t* frame, void* socket, int flags)
    {
        while (Libzmq.zmq_msg_send(frame, socket, flags) < 0)
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
