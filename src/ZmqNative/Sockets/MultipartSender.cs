using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Sends a whole multipart message without blocking and without losing it half-way.</summary>
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

    /// <summary>Sends with DONTWAIT.</summary>
    /// <returns>
    /// 0 when the message was accepted, whose frames are then spent or duplicates to dispose; else an error number, and
    /// the message is whole.
    /// </returns>
    public static int TrySend(void* socket, MessageCore message)
    {
        if (message.Count == 1)
        {
            return Send(message[0].Core.Message, socket, Libzmq.ZMQ_DONTWAIT);
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int errno = TryOnce(socket, message, out bool started);
            if (errno != Errno.EAGAIN || !started)
            {
                return errno;
            }
        }

        return Errno.EAGAIN;
    }

    private static int TryOnce(void* socket, MessageCore message, out bool started)
    {
        int last = message.Count - 1;
        started = false;
        for (int i = 0; i < last; i++)
        {
            int errno = SendDuplicate(message[i].Core.Message, socket, Libzmq.ZMQ_DONTWAIT | Libzmq.ZMQ_SNDMORE);
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
        return Send(message[last].Core.Message, socket, Libzmq.ZMQ_DONTWAIT);
    }

    // libzmq drops everything up to a frame without MORE; that frame is not of the message, so that none is spent.
    private static void Swallow(void* socket, MessageCore message, int from)
    {
        int last = message.Count - 1;
        for (int i = from; i < last; i++)
        {
            _ = SendDuplicate(message[i].Core.Message, socket, Libzmq.ZMQ_DONTWAIT | Libzmq.ZMQ_SNDMORE);
        }

        _ = SendDuplicate(message[last].Core.Message, socket, Libzmq.ZMQ_DONTWAIT);
    }

    private static int SendDuplicate(zmq_msg_t* frame, void* socket, int flags)
    {
        zmq_msg_t duplicate;
        _ = LibzmqQuick.InitEmpty(&duplicate);
        int errno = LibzmqQuick.CopyIntoEmpty(&duplicate, frame) == 0 ? Send(&duplicate, socket, flags) : Libzmq.zmq_errno();
        if (errno != 0)
        {
            _ = Libzmq.zmq_msg_close(&duplicate);
        }

        return errno;
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
