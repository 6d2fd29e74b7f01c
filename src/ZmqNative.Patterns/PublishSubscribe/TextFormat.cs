using System.Buffers.Text;
using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The Python module's format, one frame: <c>&lt;msgid&gt; &lt;msgtype&gt; &lt;body&gt;</c>, single spaces.</summary>
internal static class TextFormat
{
    public const int DefaultMessageId = 1000;

    /// <summary>UTF-8 without a byte order mark.</summary>
    public static readonly Encoding DefaultEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private const byte Space = (byte)' ';

    // The longest header: an int, two spaces and a type.
    private const int LongestHeader = 24;

    /// <summary>Throws unless the encoding can carry the header, which is read as ASCII.</summary>
    public static void ThrowIfNotAsciiCompatible(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        if (!encoding.GetBytes("1 a").AsSpan().SequenceEqual("1 a"u8))
        {
            throw new ArgumentException(
                $"The encoding {encoding.WebName} does not write ASCII as one byte each, so the message id could not be read.",
                nameof(encoding));
        }
    }

    /// <summary>Returns the filter of a subscription to exactly this id: the id and the space behind it.</summary>
    public static byte[] Prefix(int messageId) => Encoding.ASCII.GetBytes($"{messageId} ");

    /// <summary>Makes a frame with a text body.</summary>
    public static Frame WriteText(int messageId, string text, Encoding encoding)
    {
        Span<byte> header = stackalloc byte[LongestHeader];
        int headerLength = WriteHeader(header, messageId, "text"u8);
        Frame frame = Frame.Allocate(headerLength + encoding.GetByteCount(text));
        Span<byte> bytes = frame.WritableSpan;
        header[..headerLength].CopyTo(bytes);
        _ = encoding.GetBytes(text, bytes[headerLength..]);
        return frame;
    }

    /// <summary>Writes the header, its last space included, and returns its length.</summary>
    public static int WriteHeader(Span<byte> destination, int messageId, ReadOnlySpan<byte> type)
    {
        _ = Utf8Formatter.TryFormat(messageId, destination, out int length);
        destination[length++] = Space;
        type.CopyTo(destination[length..]);
        length += type.Length;
        destination[length++] = Space;
        return length;
    }

    /// <summary>Reads a header.</summary>
    /// <returns>
    /// False if the frame does not begin with a number in the form that <see cref="WriteHeader"/> gives it, a space, a type without spaces, and a
    /// space.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out int messageId, out ReadOnlySpan<byte> type, out int bodyOffset)
    {
        type = default;
        bodyOffset = 0;
        if (!Utf8Parser.TryParse(frame, out messageId, out int digits) || digits >= frame.Length || frame[digits] != Space
            || !IsCanonical(frame[..digits]))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = frame[(digits + 1)..];
        int length = rest.IndexOf(Space);
        if (length < 0)
        {
            return false;
        }

        type = rest[..length];
        bodyOffset = digits + 1 + length + 1;
        return true;
    }

    // 007 and +7 are topics: no subscription to the id 7 matches them.
    private static bool IsCanonical(ReadOnlySpan<byte> number) =>
        number is [(byte)'0'] or [>= (byte)'1' and <= (byte)'9', ..] or [(byte)'-', >= (byte)'1' and <= (byte)'9', ..];
}
