using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Receiving. <c>Receive</c> blocks until a message is there, <c>TryReceive</c> returns false.</content>
public sealed unsafe partial class Socket
{
    /// <summary>Receives one frame, to be read in place; blocks until there is one.</summary>
    /// <returns>A frame that the caller owns; <see cref="Frame.More"/> is true if others of its message follow.</returns>
    /// <exception cref="SocketTimeoutException"><see cref="ReceiveTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public Frame Receive()
    {
        if (!TryReceiveCore(out Frame frame, 0))
        {
            ThrowHelper.ThrowReceiveTimeout(this);
        }

        return frame;
    }

    /// <summary>
    /// Receives one frame into a frame that exists, in place of its content; blocks until there is one. A loop that does so with
    /// one frame is the fastest way to receive.
    /// </summary>
    /// <param name="frame">
    /// The frame, which still belongs to the caller and is alive, whatever the outcome. Its old content may be gone even if this fails.
    /// </param>
    /// <exception cref="SocketTimeoutException"><see cref="ReceiveTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame was disposed, sent or moved.</exception>
    public void ReceiveInto(Frame frame)
    {
        if (!TryReceiveIntoCore(frame, 0))
        {
            ThrowHelper.ThrowReceiveTimeout(this);
        }
    }

    /// <summary>Receives one frame into a buffer; blocks until there is one. What does not fit is lost.</summary>
    /// <param name="buffer">The buffer that the bytes are written to.</param>
    /// <returns>The size of the frame in bytes, which may exceed the buffer's.</returns>
    /// <exception cref="SocketTimeoutException"><see cref="ReceiveTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int Receive(Span<byte> buffer)
    {
        if (!TryReceiveCore(buffer, out int length, 0))
        {
            ThrowHelper.ThrowReceiveTimeout(this);
        }

        return length;
    }

    /// <summary>
    /// Receives one message with all its frames; blocks until its first frame is there. For the others it never waits: libzmq delivers
    /// messages whole.
    /// </summary>
    /// <returns>A message that the caller owns.</returns>
    /// <exception cref="MessageTornException">The connection was lost in the middle of the message.</exception>
    /// <exception cref="SocketTimeoutException"><see cref="ReceiveTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public MultipartMessage ReceiveMessage()
    {
        if (!TryReceiveMessageCore(out MultipartMessage message, 0))
        {
            ThrowHelper.ThrowReceiveTimeout(this);
        }

        return message;
    }

    /// <summary>Receives one frame, if one is there.</summary>
    /// <param name="frame">A frame that the caller owns, or a dead handle.</param>
    /// <returns>False when there is none (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TryReceive(out Frame frame) => TryReceiveCore(out frame, Libzmq.ZMQ_DONTWAIT);

    /// <summary>Receives one frame into a frame that exists, in place of its content, if one is there.</summary>
    /// <param name="frame">
    /// The frame, which still belongs to the caller and is alive, whatever the outcome. Its old content may be gone even if this fails.
    /// </param>
    /// <returns>False when there is none (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame was disposed, sent or moved.</exception>
    public bool TryReceiveInto(Frame frame) => TryReceiveIntoCore(frame, Libzmq.ZMQ_DONTWAIT);

    /// <summary>Receives one frame, waiting for it for a limited time.</summary>
    /// <param name="frame">A frame that the caller owns, or a dead handle.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>False if none arrived in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TryReceive(out Frame frame, TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        while (!TryReceive(out frame))
        {
            if (!WaitFor(PollEvents.In, deadline))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Receives one frame into a buffer, if one is there. What does not fit is lost.</summary>
    /// <param name="buffer">The buffer that the bytes are written to.</param>
    /// <param name="length">The size of the frame in bytes, which may exceed the buffer's; 0 when there is none.</param>
    /// <returns>False when there is none (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TryReceive(Span<byte> buffer, out int length) => TryReceiveCore(buffer, out length, Libzmq.ZMQ_DONTWAIT);

    /// <summary>Receives one message with all its frames, if one is there.</summary>
    /// <param name="message">A message that the caller owns, or a dead handle.</param>
    /// <returns>False when there is none (<c>EAGAIN</c>).</returns>
    /// <exception cref="MessageTornException">The connection was lost in the middle of the message.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryReceiveMessage(out MultipartMessage message) => TryReceiveMessageCore(out message, Libzmq.ZMQ_DONTWAIT);

    /// <summary>Receives one message into a message that exists, in place of its frames, if one is there.</summary>
    /// <param name="message">
    /// The message, which still belongs to the caller and is alive, whatever the outcome. Its old frames are disposed even if this fails.
    /// </param>
    /// <returns>False when there is none (<c>EAGAIN</c>).</returns>
    /// <exception cref="MessageTornException">The connection was lost in the middle of the message.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message was disposed or sent.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryReceiveMessageInto(MultipartMessage message)
    {
        void* socket = _handle.Enter();
        if (!message.TryClaim(out MessageCore? core))
        {
            _handle.Exit();
            ThrowHelper.ThrowMessageGone();
        }

        FrameCore? left = core.ForgetFrames();
        int errno = ReceiveWhole(core, socket, Libzmq.ZMQ_DONTWAIT);
        if (errno != 0)
        {
            // libzmq may have failed before it touched what was to be received over.
            left?.EndContent();
        }

        message.GiveBack();
        _handle.Exit();
        return errno == 0 || FailedTransfer(errno, "receive on");
    }

    /// <summary>Receives one message with all its frames, waiting for it for a limited time.</summary>
    /// <param name="message">A message that the caller owns, or a dead handle.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>False if none arrived in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="MessageTornException">The connection was lost in the middle of the message.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TryReceiveMessage(out MultipartMessage message, TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        while (!TryReceiveMessage(out message))
        {
            if (!WaitFor(PollEvents.In, deadline))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits until the socket is ready.</summary>
    /// <param name="events">The events to wait for: <see cref="PollEvents.In"/>, <see cref="PollEvents.Out"/>, or both.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>The events that the socket is ready for; <see cref="PollEvents.None"/> when time ran out.</returns>
    /// <exception cref="ArgumentException">Nothing is waited for, without a time-out.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public PollEvents Poll(PollEvents events, TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        if (events == PollEvents.None && deadline.IsNever)
        {
            throw new ArgumentException("Name an event to wait for, or give a time-out: this would wait for ever.", nameof(events));
        }

        return Poll(events, deadline);
    }

    private bool WaitFor(PollEvents events, Deadline deadline) => Poll(events, deadline) != PollEvents.None;

    private PollEvents Poll(PollEvents events, Deadline deadline)
    {
        // Room for the larger layout; both begin with the socket.
        byte* item = stackalloc byte[sizeof(zmq_pollitem_windows_t)];
        void* socket = _handle.Enter();
        PollItems.Write(item, socket, 0, events);
        int result, errno;
        do
        {
            result = Libzmq.zmq_poll(item, 1, new CLong(deadline.MillisecondsLeft));
            errno = Libzmq.zmq_errno();
        }
        while (result < 0 && errno == Errno.EINTR);

        _handle.Exit();
        if (result < 0)
        {
            ThrowHelper.ThrowTransfer(errno, this, "poll");
        }

        return PollItems.ReadReady(item);
    }
}
