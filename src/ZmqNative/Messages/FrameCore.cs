using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>What a <see cref="Frame"/> points to: one native message and the version that tells its owners apart.</summary>
/// <remarks>
/// <code>
///   free (even) --Take--> owned by the one Frame whose version matches (odd) --TryEndOwnership, Free--> free (even)
///                          --Move: TryEndOwnership--> owned by another Frame (odd)
/// </code>
/// The native message is always initialised; while pooled it is empty or has the leftover of an inline one. There is no
/// finalizer: a span over a frame that nobody holds any more would then point to freed memory. A frame that is never
/// disposed leaks instead, and Debug builds count it.
/// </remarks>
internal sealed unsafe class FrameCore : MemoryManager<byte>
{
    private const int Alignment = 64;

    /// <summary>The native message, in memory that never moves.</summary>
    public readonly zmq_msg_t* Message;

    private uint _version;

    // Whether the message still has the bytes of an inline message whose owner is gone. libzmq ends it when it receives over
    // it, as it does for C programs that use one message again and again; whatever else writes to it must call Clear before.
    private bool _leftover;

    public FrameCore(FrameRing? home)
    {
        Home = home;

        // One cache line, so that no two messages share one.
        Message = (zmq_msg_t*)NativeMemory.AlignedAlloc((nuint)sizeof(zmq_msg_t), Alignment);
        if (Libzmq.zmq_msg_init(Message) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), "initialise a frame");
        }
    }

    /// <summary>The ring that this core belongs to; null for one that goes from thread to thread.</summary>
    public FrameRing? Home { get; }

    /// <summary>The version that a frame must carry to own this core.</summary>
    public uint Version => _version;

    /// <summary>Whether nobody owns it. Acquires: what the last owner did, on whatever thread, is over.</summary>
    public bool IsFree
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Volatile.Read(ref _version) & 1) == 0;
    }

    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => checked((int)Libzmq.zmq_msg_size(Message));
    }

    /// <summary>Whether more frames of the same multipart message follow.</summary>
    public bool More
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Libzmq.zmq_msg_more(Message) != 0;
    }

    /// <summary>Ends the content of a message that nobody owns any more; that of an inline one is left for the next receive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndContent()
    {
        if (InlineMessage.Is(Message))
        {
            _leftover = true;
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
        if (_leftover)
        {
            DirectCalls.CloseInline(Message);
            _leftover = false;
        }

        InlineMessage.Initialize(Message, length);
    }

    /// <summary>Makes the message empty, for what writes to it without ending what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        if (_leftover)
        {
            InitializeInline(0);
        }
    }

    /// <summary>Says that libzmq has put a received message in place of what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replaced() => _leftover = false;

    /// <summary>Frees the native memory of a core that the pool has no room for.</summary>
    public void Destroy()
    {
        _ = Libzmq.zmq_msg_close(Message);
        NativeMemory.AlignedFree(Message);
    }

    /// <summary>Makes the caller the owner of a core that is free and that no other thread can take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take() => _version++;

    /// <summary>Ends the use of a core whose ownership has ended. Releases: the thread whose ring it is in may take it at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free() => Ownership.Free(ref _version);

    /// <summary>Begins to end the ownership that <paramref name="version"/> stands for, if it still holds; <see cref="Free"/> ends it.</summary>
    /// <returns>True for one caller per version.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryClaim(uint version) => Ownership.TryClaim(ref _version, version);

    /// <summary>Ends the ownership that <paramref name="version"/> stands for, if it still holds, and leaves the core to the caller.</summary>
    /// <returns>True for one caller per version.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEndOwnership(uint version) => Ownership.TryEnd(ref _version, version);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Close()
    {
        _ = Libzmq.zmq_msg_close(Message);
        InlineMessage.Initialize(Message, 0);
    }

    public override Span<byte> GetSpan() => new(Libzmq.zmq_msg_data(Message), Length);

    public override Memory<byte> Memory => CreateMemory(Length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length, nameof(elementIndex));
        return new MemoryHandle((byte*)Libzmq.zmq_msg_data(Message) + elementIndex, default, this);
    }

    public override void Unpin()
    {
        // Native memory does not move: there is nothing to undo.
    }

    protected override void Dispose(bool disposing)
    {
        // Owners end through Frame.Dispose, which checks the version; nobody holds the manager itself.
    }
}
