using System.Globalization;
using System.Text;

namespace ZmqNative.Actors.Remote;

/// <summary>
/// The address frame: an address and, in optional further lines, the type of the payload, a command, and the ownership of the shard in a cluster.
/// </summary>
internal sealed record PeerHeader(string Address, string Type, PeerVerb Verb, int Number)
{
    private const int MaxFrameLength = 4096;
    private const int MaxLines = 4;
    private const string EpochWord = "epoch ";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The fence of the owner to which a broker of the cluster has sent the message; none from other peers.</summary>
    public Fence Fence { get; init; }

    /// <summary>Whether the payload is the arguments of a call.</summary>
    public bool IsCall { get; } = Type.StartsWith(WireTypeNames.Call, StringComparison.Ordinal);

    /// <summary>Reads a frame.</summary>
    /// <returns>The header; null if the frame is not UTF-8, is too long, or has unknown lines.</returns>
    public static PeerHeader? Parse(ReadOnlySpan<byte> frame)
    {
        if (frame.Length is 0 or > MaxFrameLength)
        {
            return null;
        }

        string text;
        try
        {
            text = Utf8.GetString(frame);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        string[] lines = text.Split('\n');
        PeerVerb verb = PeerVerb.None;
        int number = 0;
        Fence fence = default;
        bool isValid = lines.Length <= MaxLines
            && (lines.Length < MaxLines || TryParseFence(lines[3], out fence))
            && (lines.Length < 3 || (lines.Length == MaxLines && lines[2].Length == 0) || TryParseVerb(lines[2], out verb, out number));
        return isValid ? new PeerHeader(lines[0], lines.Length > 1 ? lines[1] : string.Empty, verb, number) { Fence = fence } : null;
    }

    /// <summary>Returns the bytes of a frame.</summary>
    public static byte[] Write(string address, string type = "", string verb = "", Fence fence = default) => Utf8.GetBytes(
        !fence.IsNone ? $"{address}\n{type}\n{verb}\n{ShortFence.Write(fence)}"
        : verb.Length > 0 ? $"{address}\n{type}\n{verb}"
        : type.Length > 0 ? $"{address}\n{type}"
        : address);

    // Brokers write the short form; the decimal one is for others.
    private static bool TryParseFence(string line, out Fence fence)
    {
        bool isFence = line.StartsWith(EpochWord, StringComparison.Ordinal)
            ? Fence.TryParse(line.AsSpan(EpochWord.Length), out fence)
            : ShortFence.TryParse(line, out fence);
        return isFence && !fence.IsNone;
    }

    private static bool TryParseVerb(string line, out PeerVerb verb, out int number)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string word = space < 0 ? line : line[..space];
        number = 0;
        verb = word switch
        {
            "stream" => PeerVerb.Stream,
            "more" => PeerVerb.More,
            "cancel" => PeerVerb.Cancel,
            "watch" => PeerVerb.Watch,
            _ => PeerVerb.None,
        };
        bool counted = verb is PeerVerb.Stream or PeerVerb.More;
        return counted
            ? space > 0 && TryParseCount(line.AsSpan(space + 1), out number)
            : verb != PeerVerb.None && space < 0;
    }

    // One text for each number: .NET alone also takes zeros in front and NULs behind.
    private static bool TryParseCount(ReadOnlySpan<char> text, out int count)
    {
        count = 0;
        return text is [>= '1' and <= '9', ..] && !text.ContainsAnyExceptInRange('0', '9')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }
}
