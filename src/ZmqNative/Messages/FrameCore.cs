using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>What a <see cref="Frame"/> points to: one native message and the version that tells its owners apart.</summary>
/// <remarks>
/// <code>
///   pooled --Rent--> owned by the one Frame whose version matches --Release--> pooled (version + 1)
/// </code>
/// The native message is always initialised, empty while pooled. There is no finalizer: a span over a frame that nobody
/// holds any more would then point to freed memory. A frame that is never disposed leaks instead, and Debug builds count it.
/// </remarks>
internal sealed unsafe class FrameCore : MemoryManager<byte>
{
    private const int Alignment = 64;

    /// <summary>The native message, in memory that never moves.</summary>
    public readonly zmq_msg_t* Message;

    private uint _version;

    public FrameCore()
    {
        // One cache line, so that no two messages share one.
        Message = (zmq_msg_t*)NativeMemory.AlignedAlloc((nuint)sizeof(zmq_msg_t), Alignment);
        if (Libzmq.zmq_msg_init(Message) != 0)
        {
            ThrowHelper.Throw(Libzmq.zmq_errno(), "initialise a frame");
        }
    }

    /// <summary>The version that a frame must carry to own this core.</summary>
    public uint Version => _version;

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

    /// <summary>Frees the native memory of a core that the pool has no room for.</summary>
    public void Destroy()
    {
        _ = Libzmq.zmq_msg_close(Message);
        NativeMemory.AlignedFree(Message);
    }

    /// <summary>Ends the ownership that <paramref name="version"/> stands for, if it still holds.</summary>
    /// <returns>True for exactly one caller per version.</returns>
    /// <remarks>
    /// The exchange closes the race of two threads that dispose copies of one frame: without it the core could enter the
    /// pool twice and end up with two owners.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEndOwnership(uint version) =>
        Interlocked.CompareExchange(ref _version, version + 1, version) == version;

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
