using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>The receive operation that all methods for receiving use.</content>
public sealed unsafe partial class Socket
{
    private long _tornMessages;

    /// <summary>Whether messages whose connection was lost half-way are skipped and counted instead of throwing.</summary>
    internal bool SkipsTornMessages { get; set; }

    /// <summary>The number of messages that were skipped; see <see cref="SkipsTornMessages"/>.</summary>
    internal long TornMessages => Volatile.Read(ref _tornMessages);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReceiveCore(out Frame frame, int flags)
    {
        void* socket = _handle.Enter();
        FrameCore core = FramePool.RentForReceive();
        int errno = ReceiveInto(core, socket, flags);
        _handle.Exit();
        if (errno == 0)
        {
            frame = new Frame(core);
            return true;
        }

        FramePool.Return(core);
        frame = default;
        return FailedTransfer(errno, "receive on");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReceiveIntoCore(Frame frame, int flags)
    {
        void* socket = _handle.Enter();
        if (!frame.TryClaim())
        {
            _handle.Exit();
            ThrowHelper.ThrowFrameGone();
        }

        int errno = ReceiveInto(frame.Claimed, socket, flags);
        frame.GiveBackReplaced();
        _handle.Exit();
        return errno == 0 || FailedTransfer(errno, "receive on");
    }

    // 0, or the error number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReceiveInto(FrameCore core, void* socket, int flags)
    {
        while (Libzmq.zmq_msg_recv(core.Message, socket, flags) < 0)
        {
            int errno = Libzmq.zmq_errno();
            if (errno != Errno.EINTR)
            {
                return errno;
            }
        }

        core.Replaced();
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReceiveCore(Span<byte> buffer, out int length, int flags)
    {
        fixed (byte* pointer = buffer)
        {
            void* socket = _handle.Enter();
            while (true)
            {
                length = Libzmq.zmq_recv(socket, pointer, (nuint)buffer.Length, flags);
                if (length >= 0)
                {
                    _handle.Exit();
                    return true;
                }

                int errno = Libzmq.zmq_errno();
                if (errno != Errno.EINTR)
                {
                    _handle.Exit();
                    length = 0;
                    return FailedTransfer(errno, "receive on");
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReceiveMessageCore(out MultipartMessage message, int flags)
    {
        void* socket = _handle.Enter();
        MessageCore core = MessagePool.Rent();
        int errno = ReceiveWhole(core, socket, flags);
        _handle.Exit();
        if (errno == 0)
        {
            message = new MultipartMessage(core);
            return true;
        }

        MessagePool.Return(core);
        message = default;
        return FailedTransfer(errno, "receive on");
    }

    /// <summary>Receives the messages that are there, as many as fit into a buffer, with one entry for all of them. For sockets that skip torn messages.</summary>
    /// <param name="buffer">The buffer that the messages are written to; those that were received belong to the caller.</param>
    /// <returns>The number of messages. If it is more than 0, a failure that follows them is left to the next receive.</returns>
    /// <exception cref="ZmqException">libzmq refused the first one; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int TryReceiveMessages(Span<MultipartMessage> buffer)
    {
        void* socket = _handle.Enter();
        int count = 0;
        int errno = 0;
        while (count < buffer.Length)
        {
            MessageCore core = MessagePool.Rent();
            errno = ReceiveWhole(core, socket, Libzmq.ZMQ_DONTWAIT);
            if (errno != 0)
            {
                MessagePool.Return(core);
                break;
            }

            buffer[count++] = new MultipartMessage(core);
        }

        _handle.Exit();
        if (count == 0 && errno != 0)
        {
            _ = FailedTransfer(errno, "receive on");
        }

        return count;
    }

    // As below. Async sockets skip messages that are torn, and count them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReceiveWhole(MessageCore core, void* socket, int flags)
    {
        int errno;
        do
        {
            errno = ReceiveInto(core, socket, flags);
        }
        while (errno < 0 && SkipTorn());
        return errno;
    }

    // Into a core without frames. 0, or why nothing was received; it has no frames then. A negative number says how many frames of
    // a message had come when its connection was lost.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReceiveInto(MessageCore core, void* socket, int flags)
    {
        FrameCore first = core.RentFirst();
        int errno = ReceiveInto(first, socket, flags);
        if (errno == 0)
        {
            core.AddFirst(first);
            if (first.More)
            {
                errno = ReceiveRest(core, socket);
            }
        }

        return errno;
    }

    // libzmq delivers messages whole: the frames after the first are available. If it does not, because their connection has ended, nothing
    // is worth waiting for: they will never come.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReceiveRest(MessageCore core, void* socket)
    {
        FrameCore frame;
        do
        {
            frame = FramePool.RentForReceive();
            int errno = ReceiveInto(frame, socket, Libzmq.ZMQ_DONTWAIT);
            if (errno != 0)
            {
                FramePool.Return(frame);
                int received = core.Count;
                core.DisposeFrames();
                return errno == Errno.EAGAIN ? -received : errno;
            }

            core.Add(new Frame(frame));
        }
        while (frame.More);
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SkipTorn()
    {
        if (SkipsTornMessages)
        {
            _tornMessages++;
        }

        return SkipsTornMessages;
    }
}
