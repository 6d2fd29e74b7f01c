using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>What all ways of sending end in.</content>
public sealed unsafe partial class Socket
{
    // wait is 0 or ZMQ_DONTWAIT.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendCore(ReadOnlySpan<byte> bytes, SendFlags flags, int wait) =>
        bytes.Length > _uncheckedLength || flags != SendFlags.None
            ? TrySendChecked(bytes, flags, wait)
            : TrySendNative(bytes, wait);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendCore(Frame frame, SendFlags flags, int wait)
    {
        FrameCore core = frame.Core;
        return _uncheckedLength != int.MaxValue || flags != SendFlags.None
            ? TrySendChecked(frame, core.Message, flags, wait)
            : TrySendNative(frame, core.Message, wait);
    }

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TrySendChecked(Frame frame, zmq_msg_t* message, SendFlags flags, int wait)
    {
        ThrowHelper.ThrowIfUnknown(flags);
        return (_datagramLength == int.MaxValue || WaitForDatagram(message, wait))
            && Note(TrySendNative(frame, message, (int)flags | wait), flags);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendNative(Frame frame, zmq_msg_t* message, int flags)
    {
        void* socket = _handle.Enter();
        while (true)
        {
            if (Libzmq.zmq_msg_send(message, socket, flags) >= 0)
            {
                _handle.Exit();
                frame.Sent();
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

    private bool TrySendBlocking(Frame frame, SendFlags flags, Deadline deadline)
    {
        zmq_msg_t* message = frame.Core.Message;
        int errno;
        void* socket = _handle.Enter();
        using (SendLimit limit = new(socket))
        {
            do
            {
                limit.EndAt(deadline);
                errno = Libzmq.zmq_msg_send(message, socket, (int)flags) >= 0 ? 0 : Libzmq.zmq_errno();
            }
            while (errno == Errno.EINTR);
        }

        _handle.Exit();
        if (errno != 0)
        {
            return FailedTransfer(errno, "send on");
        }

        frame.Sent();
        return Note(sent: true, flags);
    }

    // Without a deadline it does not wait.
    private bool TrySendCore(MultipartMessage message, Deadline? deadline)
    {
        MessageCore core = message.Core;
        if (core.Count == 0)
        {
            throw new ArgumentException("The message has no frames; add at least one, which may be empty.", nameof(message));
        }

        for (int i = 0; i < core.Count; i++)
        {
            // Before the first one is sent: a frame that is gone would leave the socket in the middle of a message.
            zmq_msg_t* frame = core[i].Core.Message;
            if (_datagramLength != int.MaxValue && !CheckDatagram(frame)
                && !(deadline is { } limit && WaitFor(PollEvents.Out, limit)))
            {
                return false;
            }
        }

        int errno;
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

        if (errno != 0)
        {
            return FailedTransfer(errno, "send on");
        }

        message.Dispose();
        return !_sendsRest || Note(sent: true, SendFlags.None);
    }

    // False for EAGAIN; throws otherwise.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FailedTransfer(int errno, string verb)
    {
        if (errno != Errno.EAGAIN)
        {
            ThrowHelper.ThrowTransfer(errno, this, verb);
        }

        return false;
    }
}
