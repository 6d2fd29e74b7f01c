using System.Globalization;
using System.Text;
using ZmqTool.Output;

namespace ZmqTool.Sending;

/// <summary>
/// The text of a frame with placeholders: <c>{{count}}</c> is the number of the message from 1, <c>{{time}}</c> the time in UTC, <c>{{unix}}</c> the
/// time in seconds since 1970, <c>{{uuid}}</c> a new UUID, <c>{{random}}</c> a number from 0 to 999999.
/// </summary>
internal sealed class FrameTemplate
{
    private readonly List<Func<long, TimeProvider, string>> _parts = [];

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isLiteral">Whether the text has no placeholders.</param>
    public FrameTemplate(string text, bool isLiteral)
    {
        int from = 0;
        while (!isLiteral && text.IndexOf("{{", from, StringComparison.Ordinal) is var open and >= 0
            && text.IndexOf("}}", open, StringComparison.Ordinal) is var close and >= 0)
        {
            AddText(text[from..open]);
            _parts.Add(Find(text[(open + 2)..close].Trim()));
            from = close + 2;
        }

        AddText(text[from..]);
    }

    /// <summary>The frame of a message.</summary>
    public ReadOnlyMemory<byte> Fill(long number, TimeProvider time) =>
        Encoding.UTF8.GetBytes(string.Concat(_parts.Select(part => part(number, time))));

    private static Func<long, TimeProvider, string> Find(string name) => name switch
    {
        "count" => static (number, _) => number.ToString(CultureInfo.InvariantCulture),
        "time" => static (_, time) => Times.Format(time.GetUtcNow()),
        "unix" => static (_, time) => (time.GetUtcNow().ToUnixTimeMilliseconds() / 1000d).ToString("0.000", CultureInfo.InvariantCulture),
        "uuid" => static (_, _) => Guid.NewGuid().ToString(),
        "random" => static (_, _) => Random.Shared.Next(1_000_000).ToString(CultureInfo.InvariantCulture),
        _ => throw ToolException.Usage(
            $"'{{{{{name}}}}}' is no placeholder: there are count, time, unix, uuid and random. --literal sends braces as they are."),
    };

    private void AddText(string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((_, _) => text);
        }
    }
}
