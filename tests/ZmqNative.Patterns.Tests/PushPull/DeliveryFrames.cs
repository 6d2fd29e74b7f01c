using System.Buffers.Binary;

namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>The frames of acknowledged delivery as specified in wire.md, written independently of the library.</summary>
internal static class DeliveryFrames
{
    public static byte[] Ready(uint window)
    {
        byte[] frame = [0x5A, 0x41, 1, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), window);
        return frame;
    }

    public static byte[] Message(ulong number, uint count = 1, ulong id = 1)
    {
        byte[] frame = [0x5A, 0x41, 1, 2, .. new byte[28]];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), count);
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(8), number);
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(24), id);
        return frame;
    }

    public static byte[] Settled(byte kind, params (ulong First, uint Count)[] ranges)
    {
        byte[] frame = new byte[4 + (12 * ranges.Length)];
        (frame[0], frame[1], frame[2], frame[3]) = (0x5A, 0x41, 1, kind);
        for (int i = 0; i < ranges.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(4 + (12 * i)), ranges[i].First);
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(12 + (12 * i)), ranges[i].Count);
        }

        return frame;
    }

    public static ulong NumberOf(byte[] message) => BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan(8));
}
