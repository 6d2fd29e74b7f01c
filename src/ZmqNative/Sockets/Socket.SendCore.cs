using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>The send operation that all methods for sending use.</content>
public sealed unsafe partial class Socket
{
    // wait is 0 or ZMQ_DONTWAIT.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendCore(ReadOnlySpan<byte> bytes, SendFlags flags, int wait) =>
        bytes.Length > _uncheckedLength || flags != SendFlags.None
            ? TrySendChecked(bytes, flags, wait)
            : TrySendNative(bytes, wait);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendCore(Frame frame, SendFlags flags, int wait) =>
        _uncheckedLength != int.MaxValue || flags != SendFlags.None
            ? TrySendChecked(frame, flags, wait)
            : TrySendNative(frame, wait);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySendChecked(ReadOnlySpan<byte> bytes, SendFlags flags, int wait)
    {
        ThrowHelper.ThrowIfUnknown(flags);
        if (bytes.Length <= _datagramLength)
        {
            return Note(TrySendNative(bytes, (int)flags | wait), flags);
        }

        // As a frame: where libzmq cannot send a DGRAM's, it spoils the message, and zmq_send then aborts.
        using Frame frame = Frame.Copy(bytes);
        return TrySendCore(frame, flags, wait);
    }

    // While the rest of a message is to follow, every send takes the way that comes here: the others need not look.
    private bool Note(bool sent, SendFlags flags)
    {
        if (sent)
        {
            _sendsRest = (flags & SendFlags.SendMore) != 0;
            _uncheckedLength = _sendsRest ? -1 : _datagramLength;
        }

        return sent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendNative(ReadOnlySpan<byte> bytes, int flags)
    {
        fixed (byte* pointer = bytes)
        {
            void* socket = _handle.Enter();
            while (true)
            {
                if (Libzmq.zmq_send(socket, pointer, (nuint)bytes.Length, flags) >= 0)
                {
                    _handle.Exit();
                    return true;
                }

                int errno = Libzmq.zmq_errno();
                if (errno != Errno.EINTR)
                {
                    _handle.Exit();
                    return FailedTransfer(errno, "send on");
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySendChecked(Frame frame, SendFlags flags, int wait)
    {
        ThrowHelper.ThrowIfUnknown(flags);
        if (!frame.TryClaim())
        {
            ThrowHelper.ThrowFrameGone();
        }

        int errno = Errno.EAGAIN;
        try
        {
            if (_datagramLength == int.MaxValue || WaitForDatagram(frame.Claimed.Message, wait))
            {
                void* socket = _handle.Enter();
                errno = SendNative(frame.Claimed, socket, (int)flags | wait);
                _handle.Exit();
            }
        }
        finally
        {
            EndSend(frame, errno);
        }

        return Note(errno == 0, flags) || FailedTransfer(errno, "send on");
    }

    // The frame is claimed before libzmq touches it: an exchange, where it takes one, costs less there than after the send, when it would
    // wait for what was just written to the queue.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendNative(Frame frame, int flags)
    {
        void* socket = _handle.Enter();
        if (!frame.TryClaim())
        {
            _handle.Exit();
            ThrowHelper.ThrowFrameGone();
        }

        int errno = SendNative(frame.Claimed, socket, flags);
        _handle.Exit();
        if (errno == 0)
        {
            FramePool.Return(frame.Claimed);
            return true;
        }

        frame.GiveBack();
        return FailedTransfer(errno, "send on");
    }

    private bool TrySendBlocking(Frame frame, SendFlags flags, Deadline deadline)
    {
        if (_handle.IsShared || Type == SocketType.Dgram)
        {
            while (WaitForRoom(deadline))
            {
                if (TrySend(frame, flags))
                {
                    return true;
                }
            }

            return false;
        }

        int errno = Errno.EAGAIN;
        void* socket = _handle.Enter();
        if (!frame.TryClaim())
        {
            _handle.Exit();
            ThrowHelper.ThrowFrameGone();
        }

        try
        {
            using SendLimit limit = new(socket);
            do
            {
                limit.EndAt(deadline);
                errno = Libzmq.zmq_msg_send(frame.Claimed.Message, socket, (int)flags) >= 0 ? 0 : Libzmq.zmq_errno();
            }
            while (errno == Errno.EINTR);
        }
        finally
        {
            _handle.Exit();
            EndSend(frame, errno);
        }

        return Note(errno == 0, flags) || FailedTransfer(errno, "send on");
    }

    // 0, or the error number. Of a claimed frame.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SendNative(FrameCore core, void* socket, int flags)
    {
        while (Libzmq.zmq_msg_send(core.Message, socket, flags) < 0)
        {
            int errno = Libzmq.zmq_errno();
            if (errno != Errno.EINTR)
            {
                return errno;
            }
        }

        return 0;
    }

    // A successful send has left the native message empty.
    private static void EndSend(Frame frame, int errno)
    {
        if (errno == 0)
        {
            FramePool.Return(frame.Claimed);
        }
        else
        {
            frame.GiveBack();
        }
    }

    // For sockets whose own time-out must stay as it is, because other threads send, or that must not wait inside libzmq.
    private bool WaitForRoom(Deadline deadline)
    {
        if (Type is not (SocketType.Server or SocketType.Peer))
        {
            return WaitFor(PollEvents.Out, deadline);
        }

        // These are always ready to send, and no event tells when the queue of the one peer has a free place: they are asked again each millisecond.
        if (deadline.MillisecondsLeft == 0)
        {
            return false;
        }

        _ = Libzmq.zmq_poll(null, 0, new CLong(1));
        return true;
    }

    // Without a deadline it does not wait.
    private bool TrySendCore(MultipartMessage message, Deadline? deadline)
    {
        if (_handle.IsShared && deadline is { } time)
        {
            while (WaitForRoom(time))
            {
                if (TrySend(message))
                {
                    return true;
                }
            }

            return false;
        }

        int errno = SendWhole(message, deadline);
        return errno == 0 || FailedTransfer(errno, "send on");
    }

    // 0, or the error number; the message is then still whole and the caller's.
    private int SendWhole(MultipartMessage message, Deadline? deadline)
    {
        if (!message.TryClaim(out MessageCore? core))
        {
            ThrowHelper.ThrowMessageGone();
        }

        int errno = Errno.EAGAIN;
        try
        {
            if (core.Count == 0)
            {
                throw new ArgumentException("The message has no frames; add at least one, which may be empty.", nameof(message));
            }

            // Before the first one is sent: a frame that has ended would leave the socket in the middle of a message.
            if (!core.TryClaimFrames())
            {
                ThrowHelper.ThrowFrameGone();
            }

            errno = SendClaimed(core, deadline);
        }
        finally
        {
            if (errno == 0)
            {
                MessagePool.Return(core);
            }
            else
            {
                message.GiveBack();
            }
        }

        if (errno == 0 && _sendsRest)
        {
            _ = Note(sent: true, SendFlags.None);
        }

        return errno;
    }

    private int SendClaimed(MessageCore core, Deadline? deadline)
    {
        int errno = Errno.EAGAIN;
        try
        {
            if (_datagramLength != int.MaxValue && !WaitForDatagrams(core, deadline))
            {
                return errno;
            }

            void* socket = _handle.Enter();
            try
            {
                errno = deadline is { } end
                    ? MultipartSender.Send(socket, Type, core, end)
                    : MultipartSender.TrySend(socket, Type, core);
            }
            finally
            {
                _handle.Exit();
            }

            return errno;
        }
        finally
        {
            if (errno == 0)
            {
                core.EndFrames();
            }
            else
            {
                core.GiveBackFrames();
            }
        }
    }

    private bool WaitForDatagrams(MessageCore core, Deadline? deadline)
    {
        for (int i = 0; i < core.Count; i++)
        {
            if (!CheckDatagram(core[i].Claimed.Message) && !(deadline is { } limit && WaitFor(PollEvents.Out, limit)))
            {
                return false;
            }
        }

        return true;
    }

    // False for EAGAIN; throws otherwise.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FailedTransfer(int errno, string verb)
    {
        if (errno < 0)
        {
            ThrowHelper.ThrowMessageTorn(this, -errno);
        }

        if (errno != Errno.EAGAIN)
        {
            ThrowHelper.ThrowTransfer(errno, this, verb);
        }

        return false;
    }
}
