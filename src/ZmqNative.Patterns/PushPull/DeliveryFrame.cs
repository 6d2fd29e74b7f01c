using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>
/// The first frame of each message of acknowledged delivery: magic <c>5A 41</c>, version 1 and a kind, and then the fields of the kind, with
/// numbers in big-endian order (docs/wire.md).
/// </summary>
internal static class DeliveryFrame
{
    /// <summary>The size of the header of a delivered message. Up to 33 bytes libzmq needs no memory for a frame.</summary>
    public const int MessageSize = 32;

    /// <summary>The size of one range of settled messages.</summary>
    public const int RangeSize = 12;

    /// <summary>The maximal number of messages that one frame settles.</summary>
    public const int MaxSettled = 65_536;

    private const byte Version = 1;
    private const int VersionOffset = 2;
    private const int KindOffset = 3;
    private const int HeaderSize = 4;
    private const int ReadySize = 8;
    private const int CountOffset = 4;
    private const int NumberOffset = 8;
    private const int IdOffset = 16;

    private static ReadOnlySpan<byte> Magic => [0x5A, 0x41];

    /// <summary>Makes a frame of four bytes, for kinds without fields.</summary>
    public static Frame Write(DeliveryFrameKind kind) => Allocate(kind, HeaderSize);

    /// <summary>Makes the frame with which a puller asks for messages.</summary>
    public static Frame WriteReady(int window)
    {
        Frame frame = Allocate(DeliveryFrameKind.Ready, ReadySize);
        BinaryPrimitives.WriteUInt32BigEndian(frame.WritableSpan[CountOffset..], (uint)window);
        return frame;
    }

    /// <summary>Makes the header of a message.</summary>
    /// <param name="header">Where it came from and how often it was delivered.</param>
    public static Frame WriteMessage(in DeliveryHeader header)
    {
        Frame frame = Allocate(DeliveryFrameKind.Message, MessageSize);
        Span<byte> bytes = frame.WritableSpan;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[CountOffset..], header.Count);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[NumberOffset..], header.Number);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[IdOffset..], header.Id);
        return frame;
    }

    /// <summary>Makes a frame that settles messages.</summary>
    public static Frame WriteSettled(DeliveryFrameKind kind, ReadOnlySpan<NumberRange> ranges)
    {
        Frame frame = Allocate(kind, HeaderSize + (ranges.Length * RangeSize));
        Span<byte> bytes = frame.WritableSpan[HeaderSize..];
        foreach (NumberRange range in ranges)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, range.First);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[sizeof(ulong)..], range.Count);
            bytes = bytes[RangeSize..];
        }

        return frame;
    }

    /// <summary>Reads the kind of a frame, and checks the length of its fields.</summary>
    /// <param name="frame">The first frame of a message.</param>
    /// <param name="kind">The kind, which may be an unknown one.</param>
    /// <param name="problem">The reason why it is no frame of this version.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, out DeliveryFrameKind kind, [NotNullWhen(false)] out string? problem)
    {
        kind = default;
        if (frame.Length < HeaderSize || !frame.StartsWith(Magic))
        {
            problem = "a message without the frame of acknowledged delivery";
            return false;
        }

        if (frame[VersionOffset] != Version)
        {
            problem = $"a message of version {frame[VersionOffset]} of acknowledged delivery, where this is version {Version}";
            return false;
        }

        kind = (DeliveryFrameKind)frame[KindOffset];
        bool whole = kind switch
        {
            DeliveryFrameKind.Ready => frame.Length == ReadySize,
            DeliveryFrameKind.Message => frame.Length == MessageSize,
            DeliveryFrameKind.Acknowledged or DeliveryFrameKind.Failed or DeliveryFrameKind.Rejected or DeliveryFrameKind.Returned =>
                frame.Length > HeaderSize && (frame.Length - HeaderSize) % RangeSize == 0,
            DeliveryFrameKind.Refusal or DeliveryFrameKind.Probe => true,
            _ => false,
        };
        problem = whole ? null : $"a frame of acknowledged delivery of kind {(byte)kind} with {frame.Length} bytes";
        return whole;
    }

    /// <summary>Reads the window of <see cref="DeliveryFrameKind.Ready"/>.</summary>
    public static uint ReadWindow(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame[CountOffset..]);

    /// <summary>Reads the header of a message.</summary>
    public static DeliveryHeader ReadMessage(ReadOnlySpan<byte> frame) => new(
        BinaryPrimitives.ReadUInt64BigEndian(frame[NumberOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(frame[CountOffset..]),
        BinaryPrimitives.ReadUInt128BigEndian(frame[IdOffset..]));

    /// <summary>Returns the number of ranges of a frame that settles messages.</summary>
    public static int CountRanges(ReadOnlySpan<byte> frame) => (frame.Length - HeaderSize) / RangeSize;

    /// <summary>Reads one range of a frame that settles messages.</summary>
    public static NumberRange ReadRange(ReadOnlySpan<byte> frame, int index)
    {
        ReadOnlySpan<byte> range = frame.Slice(HeaderSize + (index * RangeSize), RangeSize);
        return new NumberRange(BinaryPrimitives.ReadUInt64BigEndian(range), BinaryPrimitives.ReadUInt32BigEndian(range[sizeof(ulong)..]));
    }

    private static Frame Allocate(DeliveryFrameKind kind, int size)
    {
        Frame frame = Frame.Allocate(size);
        Span<byte> bytes = frame.WritableSpan;
        Magic.CopyTo(bytes);
        bytes[VersionOffset] = Version;
        bytes[KindOffset] = (byte)kind;
        return frame;
    }
}
