using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZmqNative;

/// <summary>A message of one or more frames that are sent and received as one; it owns its frames.</summary>
/// <remarks>
/// A small value that stands for the ownership of a pooled list, with the same rules as <see cref="Frame"/>: copies share
/// the ownership, the first dispose or successful send ends it, later use throws <see cref="ObjectDisposedException"/>.
/// Frames read through the indexer still belong to the message. Not for use by two threads at once.
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Handles are not compared.")]
[SuppressMessage("Naming", "CA1710", Justification = "The field's term is a message.")]
public readonly struct MultipartMessage : IDisposable
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
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
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
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
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
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
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

    /// <summary>Where its parts are, for the pattern that received it.</summary>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
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

    /// <summary>A message without frames, to be filled with <see cref="Add(Frame)"/>.</summary>
    /// <returns>A message that the caller owns.</returns>
    public static MultipartMessage Create() => new(MessagePool.Rent());

    /// <summary>A message of text frames in UTF-8.</summary>
    /// <param name="frames">The texts, in order; an empty one makes an empty frame.</param>
    /// <returns>A message that the caller owns.</returns>
    /// <exception cref="ArgumentNullException">A text is null.</exception>
    public static MultipartMessage Of(params ReadOnlySpan<string> frames)
    {
        foreach (string text in frames)
        {
            ArgumentNullException.ThrowIfNull(text, nameof(frames));
        }

        MultipartMessage message = Create();
        foreach (string text in frames)
        {
            message.Add(Frame.FromText(text));
        }

        return message;
    }

    /// <summary>A message of copied byte frames.</summary>
    /// <param name="frames">The bytes, in order.</param>
    /// <returns>A message that the caller owns.</returns>
    /// <exception cref="ArgumentNullException">An array is null.</exception>
    public static MultipartMessage Of(params ReadOnlySpan<byte[]> frames)
    {
        foreach (byte[] bytes in frames)
        {
            ArgumentNullException.ThrowIfNull(bytes, nameof(frames));
        }

        MultipartMessage message = Create();
        foreach (byte[] bytes in frames)
        {
            message.Add(bytes);
        }

        return message;
    }

    /// <summary>Appends a frame, which belongs to the message from now on.</summary>
    /// <param name="frame">The frame; the caller's handle and its copies are gone afterwards.</param>
    /// <exception cref="ObjectDisposedException">The frame or the message is gone.</exception>
    public void Add(Frame frame)
    {
        MessageCore core = Hold();
        try
        {
            core.Add(frame.Move());
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Appends a frame with a copy of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What to copy; nothing makes an empty frame.</param>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _ = Core;
        AddNew(Frame.Copy(bytes));
    }

    /// <summary>Appends a frame with <paramref name="text"/> in UTF-8.</summary>
    /// <param name="text">The text; an empty one makes an empty frame.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _ = Core;
        AddNew(Frame.FromText(text));
    }

    /// <summary>Puts a frame at a place; those behind it move up.</summary>
    /// <param name="index">From 0 to <see cref="Count"/>.</param>
    /// <param name="frame">The frame; the caller's handle and its copies are gone afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="ObjectDisposedException">The frame or the message is gone.</exception>
    public void Insert(int index, Frame frame)
    {
        MessageCore core = Hold();
        try
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)core.Count, nameof(index));
            core.Insert(index, frame.Move());
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Takes a frame out of the message; those behind it move down.</summary>
    /// <param name="index">0 for the first frame.</param>
    /// <returns>The frame, which belongs to the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public Frame Take(int index)
    {
        MessageCore core = Hold();
        try
        {
            return core.Take(index).Move();
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Passes the ownership on: the result is alive, this handle and its copies are not.</summary>
    /// <returns>The only live handle.</returns>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
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
    /// <returns>The text; for a message that is gone, says so instead of throwing.</returns>
    public override string ToString()
    {
        if (!IsAlive)
        {
            return "(message is gone)";
        }

        StringBuilder text = new();
        foreach (Frame frame in this)
        {
            _ = (text.Length == 0 ? text : text.Append(" | ")).Append(frame.ToString());
        }

        return text.ToString();
    }

    /// <summary>Takes the message for sending or receiving into; <see cref="GiveBack"/> or the core's end follows. False if it is gone.</summary>
    internal bool TryClaim([NotNullWhen(true)] out MessageCore? core)
    {
        core = _core;
        return core is not null && core.TryClaim(_version);
    }

    /// <summary>Ends a claim: this handle owns the message as before.</summary>
    internal void GiveBack() => _core!.GiveBack(_version);

    private MessageCore Hold()
    {
        if (_core is not { } core || !core.TryHold(_version))
        {
            ThrowHelper.ThrowMessageGone();
            return null;
        }

        return core;
    }

    // Nobody else has the frame, so that it need not be moved.
    private void AddNew(Frame frame)
    {
        if (_core is not { } core || !core.TryHold(_version))
        {
            frame.Dispose();
            ThrowHelper.ThrowMessageGone();
            return;
        }

        try
        {
            core.Add(frame);
        }
        finally
        {
            core.GiveBack(_version);
        }
    }

    /// <summary>Goes through the frames of a message.</summary>
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

        /// <summary>The frame at hand.</summary>
        public readonly Frame Current => _message[_index];

        /// <summary>Goes on to the next frame.</summary>
        /// <returns>False after the last one.</returns>
        public bool MoveNext() => ++_index < _message.Count;
    }
}
