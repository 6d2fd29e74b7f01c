using System.Diagnostics;
using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The W3C trace context of a request: an optional frame in front of the correlation.</summary>
/// <remarks>
/// The frame is <c>5A 54 01</c> (magic and version), the <c>traceparent</c> in ASCII and, behind a line feed, the
/// <c>tracestate</c> if there is one. Servers keep and echo all frames in front of the correlation, so a peer that does
/// not know it is not disturbed. It is sent only while the activity source has a listener.
/// </remarks>
internal static class TraceContext
{
    // W3C allows proxies to cut a tracestate at 512 characters; a longer one is not sent.
    private const int LongestState = 512;
    private const int LongestParent = 128;
    private const byte LineFeed = (byte)'\n';

    private static ReadOnlySpan<byte> Magic => [0x5A, 0x54, 0x01];

    /// <summary>Returns whether a frame is a trace frame of this version.</summary>
    public static bool Is(ReadOnlySpan<byte> frame) => frame.StartsWith(Magic);

    /// <summary>Makes a frame for the context of an activity. Returns false if the context is not in W3C's form.</summary>
    public static bool TryWrite(Activity? activity, out Frame frame)
    {
        frame = default;
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } parent })
        {
            return false;
        }

        string? state = activity.TraceStateString;
        bool hasState = state is { Length: > 0 and <= LongestState };
        frame = Frame.Allocate(Magic.Length + parent.Length + (hasState ? 1 + state!.Length : 0));
        Span<byte> bytes = frame.WritableSpan;
        Magic.CopyTo(bytes);
        int length = Magic.Length + Encoding.ASCII.GetBytes(parent, bytes[Magic.Length..]);
        if (hasState)
        {
            bytes[length] = LineFeed;
            _ = Encoding.ASCII.GetBytes(state!, bytes[(length + 1)..]);
        }

        return true;
    }

    /// <summary>Reads a frame. Returns a default context if it is no trace frame, or not well-formed.</summary>
    public static ActivityContext Read(ReadOnlySpan<byte> frame)
    {
        if (!frame.StartsWith(Magic) || frame.Length > Magic.Length + LongestParent + LongestState)
        {
            return default;
        }

        ReadOnlySpan<byte> text = frame[Magic.Length..];
        int end = text.IndexOf(LineFeed);
        return Parse(
            Encoding.ASCII.GetString(end < 0 ? text : text[..end]), end < 0 ? null : Encoding.ASCII.GetString(text[(end + 1)..]));
    }

    /// <summary>Reads the two texts. Returns a default context if they are not well-formed.</summary>
    public static ActivityContext Parse(string? parent, string? state) =>
        parent is not null && HasHyphens(parent) && ActivityContext.TryParse(parent, state, isRemote: true, out ActivityContext context)
            ? context
            : default;

    // .NET takes any characters between the parts.
    private static bool HasHyphens(string parent) => parent is { Length: > 52 } && parent[2] == '-' && parent[35] == '-' && parent[52] == '-';
}
