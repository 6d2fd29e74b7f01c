using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>One frame (message part): bytes in native memory, read in place.</summary>
/// <remarks>
/// <para>
/// A frame is a small value, the handle of one native message. Copying it copies the handle, not the
/// ownership: the first copy that is disposed, sent or moved ends it, and every other copy then throws
/// <see cref="ObjectDisposedException"/>. Disposing twice does nothing. The objects behind handles are pooled.
/// </para>
/// <para>
/// A successful send ends the frame; after a failed send it still belongs to the caller. Dispose every frame
/// that you received or created and did not send. <see cref="Span"/> and <see cref="Memory"/> are valid until then.
/// A frame may be passed between threads, but must not be used by two at once. If it is, no memory is corrupted, in any build: one of them
/// ends, sends or receives into the frame, and the others do nothing or throw <see cref="ObjectDisposedException"/>. A span is the exception:
/// it is not checked, and must not be used after its frame has ended.
/// </para>
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Handles are not compared.")]
public readonly unsafe partial struct Frame : IDisposable
{
    private readonly FrameCore? _core;
    private readonly long _version;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Frame(FrameCore core)
        : this(core, core.Version)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Frame(FrameCore core, long version)
    {
        _core = core;
        _version = version;
    }

    /// <summary>
    /// Whether this handle still owns a frame: false for <c>default</c>, after dispose, send or move, and during a send or receive of
    /// another thread.
    /// </summary>
    public bool IsAlive => _core is { } core && core.IsOwnedBy(_version);

    /// <summary>The number of bytes, up to 2 GiB - 1; see <see cref="LongLength"/>.</summary>
    /// <exception cref="InvalidOperationException">The frame has 2 GiB or more, which no span can have.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Find(out _, out long length);
            return Shorten(length);
        }
    }

    /// <summary>The number of bytes, also where there are more than a span can have.</summary>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public long LongLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Find(out _, out long length);
            return length;
        }
    }

    /// <summary>Whether more frames of the same multipart message follow this received frame.</summary>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public bool More
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            bool more = Core.More;

            // It is not the answer of a message that came after this frame's.
            Volatile.ReadBarrier();
            _ = Core;
            return more;
        }
    }

    /// <summary>
    /// The bytes, in place; valid until the frame is disposed, sent or moved. That is not checked: do not keep a span for longer than
    /// its frame, and do not end the frame on another thread meanwhile. <see cref="Memory"/> is checked.
    /// </summary>
    /// <exception cref="InvalidOperationException">The frame has 2 GiB or more, which no span can have.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Find(out byte* data, out long length);
            return new ReadOnlySpan<byte>(data, Shorten(length));
        }
    }

    /// <summary>
    /// The bytes as memory, for asynchronous code; valid until the frame is disposed, sent or moved. After that its
    /// <see cref="ReadOnlyMemory{T}.Span"/> throws <see cref="ObjectDisposedException"/>; a span that was taken before ends with the frame.
    /// Allocates one small object for each frame whose memory is read.
    /// </summary>
    /// <exception cref="InvalidOperationException">The frame has 2 GiB or more, which no memory can have.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public ReadOnlyMemory<byte> Memory => Core.MemoryOf(this).Whole;

    /// <summary>
    /// The bytes for writing, for new frames: those made by <see cref="Allocate"/>, <see cref="Copy"/> and <see cref="FromText"/>. Valid for as
    /// long as <see cref="Span"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The frame was received or wraps memory of the caller, or its bytes are shared with a copy.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public Span<byte> WritableSpan
    {
        get
        {
            FrameCore core = Hold();
            bool isMade = core.IsMade;
            bool isShared = Libzmq.zmq_msg_get(core.Message, Libzmq.ZMQ_SHARED) == 1;
            core.GiveBack(_version);
            if (!isMade || isShared)
            {
                throw new InvalidOperationException(isShared
                    ? "The frame shares its bytes with a copy; allocate a new one to write."
                    : "Only the bytes of a new frame can be written, not those that were received or wrapped; allocate one and copy.");
            }

            return Bytes;
        }
    }

    /// <summary>The live core, or an exception.</summary>
    internal FrameCore Core
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            FrameCore? core = _core;
            if (core is null || !core.IsOwnedBy(_version))
            {
                ThrowHelper.ThrowFrameGone();
            }

            return core;
        }
    }

    /// <summary>The bytes; the caller must know whether they may be written.</summary>
    internal Span<byte> Bytes
    {
        get
        {
            Find(out byte* data, out long length);
            return new Span<byte>(data, Shorten(length));
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

        core.Replaced(FrameContent.Made);
        return new Frame(core);
    }

    /// <summary>A frame with a copy of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The bytes to copy.</param>
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
        bytes.CopyTo(frame.Bytes);
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
        _ = Encoding.UTF8.GetBytes(text, frame.Bytes);
        return frame;
    }

    /// <summary>Copies the bytes into a new array.</summary>
    /// <returns>An array that stays valid after the frame has ended.</returns>
    /// <exception cref="InvalidOperationException">The frame has 2 GiB or more, which no array can have.</exception>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public byte[] ToArray() => Span.ToArray();

    /// <summary>A second frame over the same bytes: counted by reference when large, copied when small.</summary>
    /// <returns>A frame that the caller owns; the bytes are freed when both have ended.</returns>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public Frame Duplicate()
    {
        FrameCore source = Hold();
        FrameCore copy = FramePool.Rent();
        int errno = Libzmq.zmq_msg_copy(copy.Message, source.Message) == 0 ? 0 : Libzmq.zmq_errno();
        source.GiveBack(_version);
        if (errno != 0)
        {
            FramePool.Return(copy);
            ThrowHelper.Throw(errno, "copy a frame");
        }

        // A large one shares its bytes; those of a small one are its own.
        copy.Replaced(InlineMessage.Is(copy.Message) ? FrameContent.Made : FrameContent.Foreign);
        return new Frame(copy);
    }

    /// <summary>Passes the ownership on: the result is alive, this handle and its copies are not.</summary>
    /// <returns>The only live handle.</returns>
    /// <exception cref="ObjectDisposedException">The frame was disposed, sent or moved.</exception>
    public Frame Move()
    {
        if (_core is not { } core || !core.TryMove(_version, out long next))
        {
            ThrowHelper.ThrowFrameGone();
            return default;
        }

        return new Frame(core, next);
    }

    /// <summary>
    /// Frees the frame, if this handle still owns one. While another thread sends the frame or receives into it, this does nothing, and
    /// a frame that could not be sent stays alive.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        if (_core is { } core && core.TryClaim(_version))
        {
            FramePool.ReturnUsed(core);
        }
    }

    /// <summary>
    /// Returns the bytes read as UTF-8; for a disposed, sent or moved frame "(frame is disposed)" instead of an exception.
    /// </summary>
    /// <returns>The text; invalid bytes become U+FFFD.</returns>
    public override string ToString()
    {
        if (_core is not { } core || !core.TryFind(_version, out byte* data, out long length))
        {
            return "(frame is disposed)";
        }

        return length > int.MaxValue ? $"({length:N0} bytes)" : Encoding.UTF8.GetString(data, (int)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Find(out byte* data, out long length)
    {
        FrameCore? core = _core;
        if (core is null || !core.TryFind(_version, out data, out length))
        {
            ThrowHelper.ThrowFrameGone();
            data = null;
            length = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Shorten(long length)
    {
        if (length > int.MaxValue)
        {
            ThrowHelper.ThrowFrameTooLong(length);
        }

        return (int)length;
    }
}
