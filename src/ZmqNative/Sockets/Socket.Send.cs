using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Sending. <c>Send</c> blocks while the high-water mark is reached, <c>TrySend</c> returns false.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Sends a copy of <paramref name="bytes"/> as one frame; blocks while no peer has room.</summary>
    /// <param name="bytes">The frame; nothing sends an empty frame.</param>
    /// <param name="flags">Whether more frames of this message follow.</param>
    /// <exception cref="TimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Send(ReadOnlySpan<byte> bytes, SendFlags flags = SendFlags.None)
    {
        if (!TrySendCore(bytes, (int)flags))
        {
            ThrowHelper.ThrowTimeout(Type, "send on");
        }
    }

    /// <summary>Sends <paramref name="text"/> in UTF-8 as one frame; blocks while no peer has room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="flags">Whether more frames of this message follow.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="TimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Send(string text, SendFlags flags = SendFlags.None)
    {
        ArgumentNullException.ThrowIfNull(text);
        using Frame frame = Frame.FromText(text);
        Send(frame, flags);
    }

    /// <summary>Sends a frame without copying it; blocks while no peer has room.</summary>
    /// <param name="frame">The frame; it is gone after success, and still the caller's after an exception.</param>
    /// <param name="flags">Whether more frames of this message follow.</param>
    /// <exception cref="TimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame is gone.</exception>
    public void Send(Frame frame, SendFlags flags = SendFlags.None)
    {
        if (!TrySendCore(frame, (int)flags))
        {
            ThrowHelper.ThrowTimeout(Type, "send on");
        }
    }

    /// <summary>Sends all frames of a message as one; blocks while no peer has room.</summary>
    /// <param name="message">The message; it is gone after success, and still the caller's after an exception.</param>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="TimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message is gone.</exception>
    public void Send(MultipartMessage message)
    {
        if (!TrySend(message) && !TrySend(message, SendTimeout ?? Timeout.InfiniteTimeSpan))
        {
            ThrowHelper.ThrowTimeout(Type, "send on");
        }
    }

    /// <summary>Sends a copy of <paramref name="bytes"/> as one frame, if that is possible at once.</summary>
    /// <param name="bytes">The frame; nothing sends an empty frame.</param>
    /// <param name="flags">Whether more frames of this message follow.</param>
    /// <returns>False when no peer has room (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TrySend(ReadOnlySpan<byte> bytes, SendFlags flags = SendFlags.None) =>
        TrySendCore(bytes, (int)flags | Libzmq.ZMQ_DONTWAIT);

    /// <summary>Sends a frame without copying it, if that is possible at once.</summary>
    /// <param name="frame">The frame; it is gone after true, and still the caller's otherwise.</param>
    /// <param name="flags">Whether more frames of this message follow.</param>
    /// <returns>False when no peer has room (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame is gone.</exception>
    public bool TrySend(Frame frame, SendFlags flags = SendFlags.None) =>
        TrySendCore(frame, (int)flags | Libzmq.ZMQ_DONTWAIT);

    /// <summary>Sends a frame without copying it, waiting for room for a limited time.</summary>
    /// <param name="frame">The frame; it is gone after true, and still the caller's otherwise.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="flags">Whether more frames of this message follow.</param>
    /// <returns>False when no peer had room in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame is gone.</exception>
    public bool TrySend(Frame frame, TimeSpan timeout, SendFlags flags = SendFlags.None)
    {
        Deadline deadline = new(timeout);
        if (TrySend(frame, flags))
        {
            return true;
        }

        zmq_msg_t* message = frame.Core.Message;
        void* socket = _handle.Enter();
        int errno = MultipartSender.SendBefore(deadline, message, socket, (int)flags);
        _handle.Exit();
        if (errno != 0)
        {
            return FailedTransfer(errno, "send on");
        }

        frame.Sent();
        return true;
    }

    /// <summary>Sends all frames of a message as one, if that is possible at once.</summary>
    /// <param name="message">The message; it is gone after true, and still whole and the caller's otherwise.</param>
    /// <returns>False when no peer has room (<c>EAGAIN</c>).</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message is gone.</exception>
    public bool TrySend(MultipartMessage message) => TrySendCore(message, null);

    /// <summary>Sends all frames of a message as one, waiting for room for a limited time.</summary>
    /// <param name="message">The message; it is gone after true, and still whole and the caller's otherwise.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>False when no peer had room in time.</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message is gone.</exception>
    public bool TrySend(MultipartMessage message, TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        bool sent = TrySend(message);
        while (!sent && deadline.MillisecondsLeft != 0)
        {
            sent = TrySendCore(message, deadline);
        }

        return sent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySendCore(ReadOnlySpan<byte> bytes, int flags)
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
    private bool TrySendCore(Frame frame, int flags)
    {
        zmq_msg_t* message = frame.Core.Message;
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

    private bool TrySendCore(MultipartMessage message, Deadline? deadline)
    {
        MessageCore core = message.Core;
        if (core.Count == 0)
        {
            throw new ArgumentException("The message has no frames; add at least one, which may be empty.", nameof(message));
        }

        void* socket = _handle.Enter();
        int errno;
        try
        {
            errno = MultipartSender.TrySend(socket, core, deadline);
        }
        finally
        {
            _handle.Exit();
        }

        if (errno == 0)
        {
            message.Dispose();
            return true;
        }

        if (errno != Errno.EAGAIN)
        {
            ThrowHelper.ThrowTransfer(errno, Type, "send on");
        }

        return false;
    }

    // False for EAGAIN; throws otherwise.
    private bool FailedTransfer(int errno, string verb)
    {
        if (errno != Errno.EAGAIN)
        {
            ThrowHelper.ThrowTransfer(errno, Type, verb);
        }

        return false;
    }
}
