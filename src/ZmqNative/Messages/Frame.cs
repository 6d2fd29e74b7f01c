using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>One frame (message part): bytes in native memory, read in place.</summary>
/// <remarks>
/// <para>
/// A frame is a small value that stands for the ownership of one native message. Copying it copies the handle, not the
/// ownership: whichever copy is disposed, sent or moved first ends it, and every other copy then throws
/// <see cref="ObjectDisposedException"/>. Disposing twice does nothing. The native message behind it is pooled.
/// </para>
/// <para>
/// A frame that is sent successfully is gone; after a failed send it still belongs to the caller. Dispose every frame
/// that you received or made and did not send. <see cref="Span"/> and <see cref="Memory"/> are valid until then.
/// A frame may move between threads, but is not to be used by two at once.
/// </para>
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Handles are not compared.")]
public readonly unsafe partial struct Frame : IDisposable
{
    private readonly FrameCore? _core;
    private readonly uint _version;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Frame(FrameCore core)
    {
        _core = core;
        _version = core.Version;
    }

    /// <summary>Whether this handle still owns a frame: false for <c>default</c> and after dispose, send or move.</summary>
    public bool IsAlive => _core is { } core && core.Version == _version;

    /// <summary>The number of bytes.</summary>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public int Length => Core.Length;

    /// <summary>Whether more frames of the same multipart message follow this received frame.</summary>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public bool More => Core.More;

    /// <summary>The bytes, in place; valid until the frame is disposed, sent or moved.</summary>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            FrameCore core = Core;
            return new ReadOnlySpan<byte>(Libzmq.zmq_msg_data(core.Message), core.Length);
        }
    }

    /// <summary>
    /// The bytes as memory, for asynchronous code; valid until the frame is disposed, sent or moved, and not checked after
    /// that.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public ReadOnlyMemory<byte> Memory => Core.Memory;

    /// <summary>The bytes for writing, for frames made by <see cref="Allocate"/>.</summary>
    /// <exception cref="InvalidOperationException">The bytes are shared with a copy of this frame.</exception>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public Span<byte> WritableSpan
    {
        get
        {
            FrameCore core = Core;
            if (Libzmq.zmq_msg_get(core.Message, Libzmq.ZMQ_SHARED) == 1)
            {
                throw new InvalidOperationException("The frame shares its bytes with a copy; allocate a new one to write.");
            }

            return core.GetSpan();
        }
    }

    /// <summary>The live core, or an exception.</summary>
    internal FrameCore Core
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            FrameCore? core = _core;
            if (core is null || core.Version != _version)
            {
                ThrowHelper.ThrowFrameGone();
            }

            return core;
        }
    }

    /// <summary>An empty frame.</summary>
    /// <returns>A frame of 0 bytes that the caller owns.</returns>
    public static Frame Empty() => new(FramePool.Rent());

    /// <summary>A frame of uninitialised bytes, to be filled through <see cref="WritableSpan"/>.</summary>
    /// <param name="length">The size in bytes, 0 or more.</param>
    /// <returns>A frame that the caller owns.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ZmqException">There is not enough memory (<c>ENOMEM</c>).</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Frame Allocate(int length)
    {
        if (!InlineMessage.Fits(length))
        {
            return AllocateOutside(length);
        }

        FrameCore core = FramePool.RentForReceive();
        core.InitializeInline(length);
        return new Frame(core);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Frame AllocateOutside(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        FrameCore core = FramePool.Rent();
        if (Libzmq.zmq_msg_init_size(core.Message, (nuint)length) != 0)
        {
            int errno = Libzmq.zmq_errno();

            // A failed init leaves the message undefined.
            _ = Libzmq.zmq_msg_init(core.Message);
            FramePool.Return(core);
            ThrowHelper.Throw(errno, $"allocate a frame of {length:N0} bytes");
        }

        return new Frame(core);
    }

    /// <summary>A frame with a copy of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What to copy.</param>
    /// <returns>A frame that the caller owns.</returns>
    /// <exception cref="ZmqException">There is not enough memory (<c>ENOMEM</c>).</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Frame Copy(ReadOnlySpan<byte> bytes)
    {
        if (!InlineMessage.Fits(bytes.Length))
        {
            return CopyOutside(bytes);
        }

        FrameCore core = FramePool.RentForReceive();
        core.InitializeInline(bytes.Length);
        bytes.CopyTo(new Span<byte>(InlineMessage.Data(core.Message), bytes.Length));
        return new Frame(core);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Frame CopyOutside(ReadOnlySpan<byte> bytes)
    {
        Frame frame = AllocateOutside(bytes.Length);
        bytes.CopyTo(new Span<byte>(Libzmq.zmq_msg_data(frame._core!.Message), bytes.Length));
        return frame;
    }

    /// <summary>A frame with <paramref name="text"/> in UTF-8.</summary>
    /// <param name="text">
    /// The text; half of a surrogate pair becomes U+FFFD. Where the frame is an address, such as a topic, check for that before:
    /// the patterns and <see cref="Socket.Subscribe(string)"/> refuse it.
    /// </param>
    /// <returns>A frame that the caller owns.</returns>
    /// <exception cref="ZmqException">There is not enough memory (<c>ENOMEM</c>).</exception>
    public static Frame FromText(ReadOnlySpan<char> text)
    {
        Frame frame = Allocate(Encoding.UTF8.GetByteCount(text));
        _ = Encoding.UTF8.GetBytes(text, frame._core!.GetSpan());
        return frame;
    }

    /// <summary>A second frame over the same bytes: counted by reference when large, copied when small.</summary>
    /// <returns>A frame that the caller owns; the bytes live until both are gone.</returns>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public Frame Duplicate()
    {
        FrameCore source = Core;
        FrameCore copy = FramePool.Rent();
        if (Libzmq.zmq_msg_copy(copy.Message, source.Message) != 0)
        {
            int errno = Libzmq.zmq_errno();
            FramePool.Return(copy);
            ThrowHelper.Throw(errno, "copy a frame");
        }

        return new Frame(copy);
    }

    /// <summary>Passes the ownership on: the result is alive, this handle and its copies are not.</summary>
    /// <returns>The only live handle.</returns>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public Frame Move()
    {
        FrameCore core = Core;
        if (!core.TryEndOwnership(_version))
        {
            ThrowHelper.ThrowFrameGone();
        }

        return new Frame(core);
    }

    /// <summary>Frees the frame, if this handle still owns one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_core is { } core && core.TryClaim(_version))
        {
            FramePool.ReturnUsed(core);
        }
    }

    /// <summary>The bytes read as UTF-8; for a frame that is gone, says so instead of throwing.</summary>
    /// <returns>The text; invalid bytes become U+FFFD.</returns>
    public override string ToString() => IsAlive ? Encoding.UTF8.GetString(Span) : "(frame is gone)";

    /// <summary>Whether the core behind this handle is <paramref name="core"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsOf(FrameCore? core) => _core == core;

    /// <summary>Ends the ownership and leaves the core to the caller; false if it had ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnd() => _core!.TryEndOwnership(_version);

    /// <summary>Ends the ownership after a successful send, which left the native message empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Sent()
    {
        if (_core!.TryClaim(_version))
        {
            FramePool.Return(_core);
        }
    }
}
