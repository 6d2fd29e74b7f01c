using System.Buffers.Binary;

namespace ZmqNative.Patterns;

/// <summary>
/// The optional frame in front of the trace and the correlation: a request for more than one reply, or a message of a client about a
/// request that it has sent. See docs/wire.md.
/// </summary>
/// <remarks>
/// The frame is <c>5A 58 01</c> (magic and version), one byte for the kind and a count of 4 bytes, big-endian. Servers keep and echo
/// the frames in front of the correlation, so that a peer without the extension answers as usual.
/// </remarks>
internal static class RequestExtension
{
    public const int Size = 8;

    // Routing ids have 255 bytes at most, a trace about 650: what a client has open is kept with the frames in front.
    private const int MaxFramesInFront = 16;
    private const int MaxFrameInFront = 1024;

    private const int KindOffset = 3;
    private const int CountOffset = 4;

    private static ReadOnlySpan<byte> Magic => [0x5A, 0x58, 0x01];

    /// <summary>Makes a frame of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="count">The number of replies that the client allows in total, for the kinds that concern streams.</param>
    public static Frame Write(RequestExtensionKind kind, uint count = 0)
    {
        Frame frame = Frame.Allocate(Size);
        Span<byte> bytes = frame.WritableSpan;
        Magic.CopyTo(bytes);
        bytes[KindOffset] = (byte)kind;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[CountOffset..], count);
        return frame;
    }

    /// <summary>Reads a frame.</summary>
    /// <returns>False if it is not an extension of this version, or of an unknown kind.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out RequestExtensionKind kind, out uint count)
    {
        if (frame.Length != Size || !frame.StartsWith(Magic) || frame[KindOffset] is 0 or > (byte)RequestExtensionKind.Cancel)
        {
            kind = RequestExtensionKind.None;
            count = 0;
            return false;
        }

        kind = (RequestExtensionKind)frame[KindOffset];
        count = BinaryPrimitives.ReadUInt32BigEndian(frame[CountOffset..]);
        return true;
    }

    /// <summary>The index of the extension of a message as a ROUTER received it; -1 if it has none, or more than 16 or longer frames in front.</summary>
    /// <param name="frames">The message, with the routing id in front.</param>
    /// <param name="empty">The index of the empty frame, which follows a correlation.</param>
    public static int Find(MultipartMessage frames, int empty)
    {
        int last = empty - 2;
        if (last > 1 && TraceContext.Is(frames[last].Span))
        {
            last--;
        }

        return last > 0 && TryRead(frames[last].Span, out _, out _) && IsShort(frames, empty) ? last : -1;
    }

    private static bool IsShort(MultipartMessage frames, int empty)
    {
        for (int i = 0; i < empty; i++)
        {
            if (frames[i].Length > MaxFrameInFront)
            {
                return false;
            }
        }

        return empty <= MaxFramesInFront;
    }
}
