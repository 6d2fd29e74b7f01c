using System.Buffers.Binary;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>Correlation and extension frames as specified in wire.md, written independently of the library.</summary>
internal static class Frames
{
    public static byte[] Correlation(ulong id, uint timeToLive = 0, byte status = 0)
    {
        byte[] frame = [0x5A, 0x52, 0x01, status, .. new byte[12]];
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(4), id);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(12), timeToLive);
        return frame;
    }

    public static byte[] Extension(byte kind, uint count = 0)
    {
        byte[] frame = [0x5A, 0x58, 0x01, kind, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), count);
        return frame;
    }
}
