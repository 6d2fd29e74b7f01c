using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>
/// Sending. <c>Send</c> blocks while the high-water mark is reached, <c>TrySend</c> returns false, and the frame or message
/// is then still the caller's: keep it in a <c>using</c>.
/// </content>
public sealed unsafe partial class Socket
{
    /// <summary>Sends a copy of <paramref name="bytes"/> as one frame; blocks while no peer can take it.</summary>
    /// <param name="bytes">The bytes of the frame; none send an empty frame.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <exception cref="SocketTimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [OverloadResolutionPriority(1)]
    public void Send(ReadOnlySpan<byte> bytes, SendFlags flags = SendFlags.None)
    {
        if (!TrySendCore(bytes, flags, 0))
        {
            ThrowHelper.ThrowSendTimeout(this);
        }
    }

    /// <summary>Sends <paramref name="text"/> in UTF-8 as one frame; blocks while no peer can take it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="SocketTimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Send(string text, SendFlags flags = SendFlags.None)
    {
        ArgumentNullException.ThrowIfNull(text);
        using Frame frame = Frame.FromText(text);
        Send(frame, flags);
    }

    /// <summary>Sends a frame without copying it; blocks while no peer can take it.</summary>
    /// <param name="frame">The frame. A successful send ends it; after an exception it still belongs to the caller.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <exception cref="SocketTimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame was disposed, sent or moved.</exception>
    public void Send(Frame frame, SendFlags flags = SendFlags.None)
    {
        if (!TrySendCore(frame, flags, 0))
        {
            ThrowHelper.ThrowSendTimeout(this);
        }
    }

    /// <summary>Sends all frames of a message as one; blocks while no peer can take it.</summary>
    /// <param name="message">The message. A successful send ends it; after an exception it still belongs to the caller.</param>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="SocketTimeoutException"><see cref="SendTimeout"/> passed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message was disposed or sent.</exception>
    public void Send(MultipartMessage message)
    {
        if (!TrySend(message) && !TrySendCore(message, new Deadline(SendTimeout ?? Timeout.InfiniteTimeSpan)))
        {
            ThrowHelper.ThrowSendTimeout(this);
        }
    }

    /// <summary>Sends a copy of <paramref name="bytes"/> as one frame, if that is possible at once.</summary>
    /// <param name="bytes">The bytes of the frame; none send an empty frame.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <returns>False when no peer can take it (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [OverloadResolutionPriority(1)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TrySend(ReadOnlySpan<byte> bytes, SendFlags flags = SendFlags.None) =>
        TrySendCore(bytes, flags, Libzmq.ZMQ_DONTWAIT);

    /// <summary>Sends a copy of <paramref name="bytes"/> as one frame, waiting for a limited time until a peer can take it.</summary>
    /// <param name="bytes">The bytes of the frame; none send an empty frame.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <returns>False when no peer could take it in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [OverloadResolutionPriority(1)]
    public bool TrySend(ReadOnlySpan<byte> bytes, TimeSpan timeout, SendFlags flags = SendFlags.None)
    {
        Deadline deadline = new(timeout);
        if (TrySend(bytes, flags))
        {
            return true;
        }

        using Frame frame = Frame.Copy(bytes);
        return TrySendBlocking(frame, flags, deadline);
    }

    /// <summary>Sends <paramref name="text"/> in UTF-8 as one frame, if that is possible at once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <returns>False when no peer can take it (<c>EAGAIN</c>).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TrySend(string text, SendFlags flags = SendFlags.None)
    {
        ArgumentNullException.ThrowIfNull(text);
        using Frame frame = Frame.FromText(text);
        return TrySend(frame, flags);
    }

    /// <summary>Sends <paramref name="text"/> in UTF-8 as one frame, waiting for a limited time until a peer can take it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <returns>False when no peer could take it in time.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool TrySend(string text, TimeSpan timeout, SendFlags flags = SendFlags.None)
    {
        ArgumentNullException.ThrowIfNull(text);
        using Frame frame = Frame.FromText(text);
        return TrySend(frame, timeout, flags);
    }

    /// <summary>Sends a frame without copying it, if that is possible at once.</summary>
    /// <param name="frame">The frame. If true is returned it has ended; otherwise it still belongs to the caller.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <returns>False when no peer can take it (<c>EAGAIN</c>).</returns>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame was disposed, sent or moved.</exception>
    public bool TrySend(Frame frame, SendFlags flags = SendFlags.None) =>
        TrySendCore(frame, flags, Libzmq.ZMQ_DONTWAIT);

    /// <summary>Sends a frame without copying it, waiting for a limited time until a peer can take it.</summary>
    /// <param name="frame">The frame. If true is returned it has ended; otherwise it still belongs to the caller.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="flags"><see cref="SendFlags.SendMore"/> if more frames of this message follow.</param>
    /// <returns>False when no peer could take it in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the frame was disposed, sent or moved.</exception>
    public bool TrySend(Frame frame, TimeSpan timeout, SendFlags flags = SendFlags.None)
    {
        Deadline deadline = new(timeout);
        return TrySend(frame, flags) || TrySendBlocking(frame, flags, deadline);
    }

    /// <summary>Sends all frames of a message as one, if that is possible at once.</summary>
    /// <param name="message">The message. If true is returned it has ended; otherwise it is whole and still belongs to the caller.</param>
    /// <returns>False when no peer can take it (<c>EAGAIN</c>).</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message was disposed or sent.</exception>
    public bool TrySend(MultipartMessage message) => TrySendCore(message, deadline: null);

    /// <summary>Sends as <see cref="TrySend(MultipartMessage)"/>, on a ROUTER, without an exception if the peer has disconnected.</summary>
    /// <param name="message">The message. If true is returned it has ended; otherwise it is whole and still belongs to the caller.</param>
    /// <param name="isPeerGone">Whether no peer with that routing id is connected (<c>EHOSTUNREACH</c>).</param>
    /// <returns>False when the peer's queue is full or the peer is not connected.</returns>
    internal bool TrySend(MultipartMessage message, out bool isPeerGone)
    {
        int errno = SendWhole(message, deadline: null);
        isPeerGone = errno == Errno.EHOSTUNREACH;
        return errno == 0 || (!isPeerGone && FailedTransfer(errno, "send on"));
    }

    /// <summary>Sends all frames of a message as one, waiting for a limited time until a peer can take it.</summary>
    /// <param name="message">The message. If true is returned it has ended; otherwise it is whole and still belongs to the caller.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>False when no peer could take it in time.</returns>
    /// <exception cref="ArgumentException">The message has no frames.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative but not infinite.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or the message was disposed or sent.</exception>
    public bool TrySend(MultipartMessage message, TimeSpan timeout)
    {
        Deadline deadline = new(timeout);
        return TrySend(message) || TrySendCore(message, deadline);
    }
}
