using System.Buffers;

namespace ZmqNative.Patterns;

/// <summary>One frame in the sequence of a body.</summary>
internal sealed class BodySegment : ReadOnlySequenceSegment<byte>
{
    public BodySegment(ReadOnlyMemory<byte> memory, BodySegment? previous)
    {
        Memory = memory;
        if (previous is not null)
        {
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
