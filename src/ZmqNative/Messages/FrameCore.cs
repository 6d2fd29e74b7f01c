using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The object behind a <see cref="Frame"/>: one native message and the version that distinguishes its owners.</summary>
/// <remarks>
/// The states of the version are drawn at <see cref="Ownership"/>; FrameCore.Claims.cs says which threads may change it, and how. The native message
/// is always initialised; while pooled it is empty or has the leftover of an inline one. There is no finalizer: a span over a frame that
/// is no longer referenced would then point to freed memory. A frame that is never disposed leaks instead, which
/// <see cref="Diagnostics.ReportsLeaks"/> reports.
/// </remarks>
internal sealed unsafe partial class FrameCore
{
    /// <summary>The native message, in memory that never moves and stays readable.</summary>
    public readonly zmq_msg_t* Message;

    private long _version = Ownership.NewRange();

    // Raised whenever a new content comes while the version stays.
    private long _replacements;

    // The bytes of a message that is not inline; libzmq's functions, asked while another thread ends the message, would end the process.
    private byte* _data;
    private long _length;
    private FrameContent _content;
    private FrameMemory? _memory;
    private LeakReporter? _leakReporter;

    /// <summary>Makes a core that goes from thread to thread.</summary>
    public FrameCore()
    {
        Message = FrameSlab.Allocate(out FrameSlab slab);
        Slab = slab;
        Initialize();
    }

    /// <summary>Makes a core that belongs to a ring, whose memory it takes.</summary>
    public FrameCore(FrameRing ring)
    {
        Ring = ring;
        Slab = ring.Slab;
        Message = Slab.Next();
        Initialize();
    }

    /// <summary>The ring that this core belongs to; null for one that goes from thread to thread.</summary>
    public FrameRing? Ring { get; }

    /// <summary>The owner of the memory of the message.</summary>
    public FrameSlab Slab { get; }

    /// <summary>The size in bytes, for the thread that has claimed the core.</summary>
    public long Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => InlineMessage.Is(Message) ? InlineMessage.Length(Message) : _length;
    }

    /// <summary>Whether more frames of the same multipart message follow, for the thread that has claimed the core.</summary>
    public bool More
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Libzmq.zmq_msg_more(Message) != 0;
    }

    /// <summary>Whether the bytes were made by this process for this message alone.</summary>
    public bool IsMade => _content == FrameContent.Made;

    /// <summary>Finds the bytes of the owner with this version; a span over them is the caller's to make, and ends with the frame.</summary>
    /// <remarks>
    /// It takes no claim: what is read may be half of one message and half of another, and is discarded if the version shows that
    /// another thread ended or replaced the message meanwhile. Only memory that is never freed is read.
    /// </remarks>
    /// <returns>False if that owner has ended.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(long version, out byte* data, out long length)
    {
        long replacements;
        do
        {
            bool owned = Volatile.Read(ref _version) == version;
            replacements = Volatile.Read(ref _replacements);
            if (InlineMessage.Is(Message))
            {
                data = InlineMessage.Data(Message);
                length = InlineMessage.Length(Message);
            }
            else
            {
                data = _data;
                length = _length;
            }

            Volatile.ReadBarrier();
            if (!owned || Volatile.Read(ref _version) != version)
            {
                return IsHeld(version) && TryFindHeld(version, out data, out length);
            }
        }
        while (_replacements != replacements);
        return true;
    }

    /// <summary>The memory of the owner with this version.</summary>
    public FrameMemory MemoryOf(Frame frame)
    {
        FrameMemory? memory = _memory;
        if (memory is null || !memory.IsOf(frame.Version))
        {
            _memory = memory = new FrameMemory(frame);
        }

        return memory;
    }

    /// <summary>Ends the content of a message that is claimed; that of an inline one is left for the next receive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndContent()
    {
        if (InlineMessage.Is(Message))
        {
            _content = FrameContent.Leftover;
        }
        else
        {
            Close();
        }
    }

    /// <summary>Makes the message an inline one of <paramref name="length"/> bytes, which <see cref="InlineMessage.Fits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InitializeInline(int length)
    {
        if (_content == FrameContent.Leftover)
        {
            DirectCalls.CloseInline(Message);
        }

        _content = FrameContent.Made;
        InlineMessage.Initialize(Message, length);
    }

    /// <summary>Makes the message empty, for code that overwrites it without ending its content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        if (_content == FrameContent.Leftover)
        {
            InitializeInline(0);
        }
    }

    /// <summary>Notes that libzmq has put another message in place of what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replaced(FrameContent content = FrameContent.Foreign)
    {
        _content = content;
        if (!InlineMessage.Is(Message))
        {
            NoteOutside();
        }
    }

    /// <summary>Begins to watch for an owner that is collected without having been ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ReportLeak() => _leakReporter = new LeakReporter();

    /// <summary>Ends what <see cref="ReportLeak"/> began.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void EndLeakReport()
    {
        if (_leakReporter is { } reporter)
        {
            reporter.IsEnded = true;
            _leakReporter = null;
        }
    }

    /// <summary>Frees the content of a core that does not fit into the pool.</summary>
    public void Destroy() => _ = Libzmq.zmq_msg_close(Message);

    private void Initialize()
    {
        if (Libzmq.zmq_msg_init(Message) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), "initialise a frame");
        }

        NoteOutside();
    }

    private void NoteOutside()
    {
        _data = (byte*)Libzmq.zmq_msg_data(Message);
        _length = (long)Libzmq.zmq_msg_size(Message);
    }

    // Out of a copy, as libzmq itself moves messages: the callback of a wrapped buffer, and a thread that still reads, find an empty message.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Close()
    {
        zmq_msg_t ending = *Message;
        if (InlineMessage.Fits(0))
        {
            InlineMessage.Initialize(Message, 0);
        }
        else
        {
            _ = Libzmq.zmq_msg_init(Message);
        }

        _ = Libzmq.zmq_msg_close(&ending);
    }
}
