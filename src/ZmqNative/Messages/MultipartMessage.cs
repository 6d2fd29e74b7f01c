using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZmqNative;

/// <summary>A message of one or more frames that are sent and received as one; it owns its frames.</summary>
/// <remarks>
/// A handle of a pooled list, with the same rules as <see cref="Frame"/>: copies share
/// the ownership, the first dispose or successful send ends it, later use throws <see cref="ObjectDisposedException"/>.
/// Frames read through the indexer still belong to the message. Not for use by two threads at once.
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Handles are not compared.")]
[SuppressMessage("Naming", "CA1710", Justification = "The field's term is a message.")]
[CollectionBuilder(typeof(MultipartMessage), nameof(Create))]
public readonly partial struct MultipartMessage : IDisposable
{
    private readonly MessageCore? _core;
    private readonly long _version;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal MultipartMessage(MessageCore core)
        : this(core, core.Version)
    {
    }

    internal MultipartMessage(MessageCore core, long version)
    {
        _core = core;
        _version = version;
    }

    /// <summary>Whether this handle still owns a message: false for <c>default</c> and after dispose or send.</summary>
    public bool IsAlive => _core is { } core && core.IsOwnedBy(_version);

    /// <summary>The number of frames.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public int Count
    {
        get
        {
            int count = Core.Count;

            // It is not the count of a message that came after this one.
            Volatile.ReadBarrier();
            _ = Core;
            return count;
        }
    }

    /// <summary>The total number of bytes in all frames.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public long TotalLength
    {
        get
        {
            long total = 0;
            foreach (Frame frame in this)
            {
                total += frame.LongLength;
            }

            return total;
        }
    }

    /// <summary>A frame, which still belongs to the message.</summary>
    /// <param name="index">0 for the first frame.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public Frame this[int index]
    {
        get
        {
            Frame frame = Core[index];

            // It is not a frame of a message that came after this one.
            Volatile.ReadBarrier();
            _ = Core;
            return frame;
        }
    }

    internal MessageCore Core
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            MessageCore? core = _core;
            if (core is null || !core.IsOwnedBy(_version))
            {
                ThrowHelper.ThrowMessageGone();
            }

            return core;
        }
    }

    /// <summary>The version under which this handle owns the core.</summary>
    internal long Version => _version;

    /// <summary>The places of its parts, for the pattern that received it.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    internal MessageLayout Layout
    {
        get
        {
            MessageLayout layout = Core.Layout;

            // It is not the layout of a message that came after this one.
            Volatile.ReadBarrier();
            _ = Core;
            return layout;
        }
        set => Core.Layout = value;
    }

    /// <summary>Creates a message of frames; the same as a collection expression: <c>MultipartMessage message = ["42", "hello"];</c>.</summary>
    /// <param name="frames">
    /// The frames in order: texts (as UTF-8), bytes and <see cref="Frame"/>s, also mixed. The frames belong to the message, and are disposed
    /// if this fails. Without elements the message has no frames, to be filled with <see cref="Add(Frame)"/>.
    /// </param>
    /// <returns>A message that the caller owns.</returns>
    /// <exception cref="ArgumentNullException">A text or an array is null, or a frame is <c>default</c>.</exception>
    /// <exception cref="ObjectDisposedException">A frame was disposed, sent or moved.</exception>
    public static MultipartMessage Create(params ReadOnlySpan<Frame> frames)
    {
        MultipartMessage message = new(MessagePool.Rent());
        try
        {
            foreach (Frame frame in frames)
            {
                if (!frame.IsSome)
                {
                    throw new ArgumentNullException(nameof(frames), "A text or an array is null, or a frame is default.");
                }

                message.Core.Add(frame.Move());
            }

            return message;
        }
        catch
        {
            message.Dispose();
            foreach (Frame frame in frames)
            {
                frame.Dispose();
            }

            throw;
        }
    }

    /// <summary>Returns the index of the first frame that has exactly these bytes.</summary>
    /// <param name="bytes">The bytes, such as <c>"&lt;IDS|MSG&gt;"u8</c>; an empty span finds the first empty frame.</param>
    /// <returns>The index, or -1 if there is no such frame.</returns>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public int IndexOf(ReadOnlySpan<byte> bytes)
    {
        int count = Count;
        for (int i = 0; i < count; i++)
        {
            Frame frame = this[i];
            if (frame.LongLength == bytes.Length && frame.Span.SequenceEqual(bytes))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Creates a message of a range of the frames of this one, which keeps them: large frames share their bytes, small ones are copied.
    /// <c>message[1..3]</c> is the same. <see cref="TakeRange"/> takes the frames out instead.
    /// </summary>
    /// <param name="start">The index of the first frame of the range, from 0 to <see cref="Count"/>.</param>
    /// <param name="length">The number of frames, from 0 to <see cref="Count"/> - <paramref name="start"/>.</param>
    /// <returns>A message that the caller owns; dispose it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the message.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public MultipartMessage Slice(int start, int length)
    {
        ThrowIfOutside(Count, start, length);
        MultipartMessage slice = Create();
        try
        {
            for (int i = start; i < start + length; i++)
            {
                slice.Core.Add(this[i].Duplicate());
            }

            return slice;
        }
        catch
        {
            slice.Dispose();
            throw;
        }
    }

    /// <summary>Passes the ownership on: the result is alive, this handle and its copies are not.</summary>
    /// <returns>The only live handle.</returns>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public MultipartMessage Move()
    {
        MessageCore core = Core;
        if (!core.TryMove(_version, out long next))
        {
            ThrowHelper.ThrowMessageGone();
        }

        return new MultipartMessage(core, next);
    }

    /// <summary>
    /// Frees the message and its frames, if this handle still owns them. While another thread sends the message or receives into it,
    /// this does nothing, and a message that could not be sent stays alive.
    /// </summary>
    public void Dispose()
    {
        if (_core is { } core && core.TryClaim(_version))
        {
            core.DisposeFrames();
            MessagePool.Return(core);
        }
    }

    /// <summary>Enumerates the frames, which still belong to the message.</summary>
    /// <returns>An enumerator that allocates nothing.</returns>
    public Enumerator GetEnumerator()
    {
        _ = Core;
        return new Enumerator(this);
    }

    /// <summary>The frames read as UTF-8, with bars between them.</summary>
    /// <returns>The text; for a disposed or sent message "(message is disposed)" instead of an exception.</returns>
    public override string ToString()
    {
        if (!IsAlive)
        {
            return "(message is disposed)";
        }

        StringBuilder text = new();
        foreach (Frame frame in this)
        {
            _ = (text.Length == 0 ? text : text.Append(" | ")).Append(frame.ToString());
        }

        return text.ToString();
    }

    /// <summary>
    /// Claims the message for sending or receiving into; <see cref="GiveBack"/> or the core's end follows. False if it has ended.
    /// </summary>
    internal bool TryClaim([NotNullWhen(true)] out MessageCore? core)
    {
        core = _core;
        return core is not null && core.TryClaim(_version);
    }

    /// <summary>Ends a claim: this handle owns the message as before.</summary>
    internal void GiveBack() => _core!.GiveBack(_version);

    /// <summary>Enumerates the frames of a message.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The pattern of List<T>.Enumerator.")]
    public struct Enumerator
    {
        private readonly MultipartMessage _message;
        private int _index;

        internal Enumerator(MultipartMessage message)
        {
            _message = message;
            _index = -1;
        }

        /// <summary>The current frame.</summary>
        public readonly Frame Current => _message[_index];

        /// <summary>Advances to the next frame.</summary>
        /// <returns>False after the last one.</returns>
        public bool MoveNext() => ++_index < _message.Count;
    }
}
