using System.Buffers;

namespace ZmqNative;

/// <summary>The manager behind the <see cref="ReadOnlyMemory{T}"/> of a frame: each span and each pin asks whether the frame is still alive.</summary>
/// <remarks>One per owner and only if asked for, because memory that outlives its frame must never meet the next frame of the same core.</remarks>
internal sealed unsafe class FrameMemory(Frame frame) : MemoryManager<byte>
{
    /// <summary>Whether it stands for this very owner.</summary>
    public bool IsOf(long version) => frame.Version == version;

    public override Span<byte> GetSpan() => frame.Bytes;

    /// <summary>The memory, whole.</summary>
    public ReadOnlyMemory<byte> Whole => CreateMemory(frame.Length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Span<byte> bytes = frame.Bytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)bytes.Length, nameof(elementIndex));
        fixed (byte* pointer = bytes)
        {
            // Native memory does not move.
            return new MemoryHandle(pointer + elementIndex, default, this);
        }
    }

    public override void Unpin()
    {
        // There is nothing to undo.
    }

    protected override void Dispose(bool disposing)
    {
        // Owners end through Frame.Dispose; the manager itself is never given out.
    }
}
