using System.Buffers.Binary;

namespace ZmqNative.Patterns;

/// <summary>
/// The 16 bytes in front of a request's empty frame: magic <c>5A 52 01</c>, status, 8 bytes request id and 4 bytes time to
/// live in milliseconds, both big-endian. The status of a request shows whether its id contains a time.
/// </summary>
internal static class Correlation
{
    public const int Size = 16;

    private const int StatusOffset = 3;
    private const int IdOffset = 4;
    private const int TimeToLiveOffset = 12;

    /// <summary>
    /// The value in place of a status in requests whose id contains, in its upper 44 bits, the time at which it began, in microseconds.
    /// </summary>
    private const byte TimeInId = 0x40;

    private static ReadOnlySpan<byte> Magic => [0x5A, 0x52, 0x01];

    /// <summary>Returns whether a frame is a correlation of this version.</summary>
    public static bool Is(ReadOnlySpan<byte> frame) => frame.Length == Size && frame.StartsWith(Magic);

    /// <summary>Makes the frame of a request, which a server echoes.</summary>
    /// <param name="requestId">The id from a <see cref="CorrelationTable{T}"/>; 0 for no reply.</param>
    /// <param name="timeToLive">The time after which the request need not be handled; infinite or zero for no limit.</param>
    /// <param name="hasTime">Whether the id contains the time at which the request began.</param>
    public static Frame Write(ulong requestId, TimeSpan timeToLive, bool hasTime = true)
    {
        Frame frame = Frame.Allocate(Size);
        Span<byte> bytes = frame.WritableSpan;
        Magic.CopyTo(bytes);
        bytes[StatusOffset] = hasTime && requestId != 0 ? TimeInId : (byte)0;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[IdOffset..], requestId);
        double milliseconds = Math.Ceiling(timeToLive.TotalMilliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(
            bytes[TimeToLiveOffset..], milliseconds is > 0 and <= uint.MaxValue ? (uint)milliseconds : 0);
        return frame;
    }

    /// <summary>Makes the frame of a reply: that of the request, with a status.</summary>
    public static Frame WithStatus(ReadOnlySpan<byte> request, ReplyStatus status)
    {
        Frame frame = Frame.Copy(request);
        frame.WritableSpan[StatusOffset] = (byte)status;
        return frame;
    }

    /// <summary>Returns the status of a reply. A server that echoes the frame unchanged answers ok.</summary>
    public static ReplyStatus Status(ReadOnlySpan<byte> frame) =>
        frame[StatusOffset] == TimeInId ? ReplyStatus.Ok : (ReplyStatus)frame[StatusOffset];

    /// <summary>Returns whether the id of a request contains the time at which it began.</summary>
    public static bool HasTime(ReadOnlySpan<byte> frame) => frame[StatusOffset] == TimeInId;

    public static ulong RequestId(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt64BigEndian(frame[IdOffset..]);

    /// <summary>Returns the time after which the request need not be handled; null for no limit.</summary>
    public static TimeSpan? TimeToLive(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32BigEndian(frame[TimeToLiveOffset..]) is var milliseconds and > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
}
