using System.Runtime.CompilerServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Memory for native messages that stays readable for as long as there is a handle to one of them.</summary>
/// <remarks>
/// A thread with an ended handle may be about to read its message, before it detects that the version has changed. So the memory is never
/// freed by us: it is pinned and the garbage collector's, and each core keeps a reference to it.
/// </remarks>
internal sealed unsafe class FrameSlab
{
    // 4 KB of 64 bytes each.
    private const int SharedMessages = 64;

    // Processors fetch lines of 64 bytes in pairs: two threads that write to neighbours would take them from each other.
    private const int Alignment = 128;

    // Guards _shared and its counter, against threads that make cores at once; they do so when the pools are empty.
    private static readonly Lock Gate = new();
    private static FrameSlab? _shared;

    private readonly zmq_msg_t[] _memory;
    private readonly zmq_msg_t* _first;
    private readonly int _capacity;
    private int _used;

    /// <summary>Allocates memory for a number of messages that one thread uses.</summary>
    public FrameSlab(int capacity)
    {
        // Pinned arrays are not aligned to a cache line.
        int padding = Alignment / sizeof(zmq_msg_t);
        _capacity = capacity;
        _memory = GC.AllocateUninitializedArray<zmq_msg_t>(capacity + padding, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _first = (zmq_msg_t*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>The place of the next message; there must be a free one.</summary>
    public zmq_msg_t* Next() => _first + _used++;

    /// <summary>A place for a message that goes from thread to thread.</summary>
    public static zmq_msg_t* Allocate(out FrameSlab slab)
    {
        lock (Gate)
        {
            if (_shared is null || _shared._used == _shared._capacity)
            {
                _shared = new FrameSlab(SharedMessages);
            }

            slab = _shared;
            return slab.Next();
        }
    }
}
