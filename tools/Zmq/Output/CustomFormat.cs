using System.Buffers;
using System.Globalization;
using System.Text;

namespace ZmqTool.Output;

/// <summary>
/// A format of the user: <c>%t</c> is the first frame, <c>%p</c> the frames behind it (or the only frame), <c>%f</c> all frames, <c>%h</c> all frames in hexadecimal
/// digits, <c>%n</c> the number of the message, <c>%c</c> the count of frames, <c>%s</c> the bytes, <c>%T</c> the time, <c>%%</c> a percent sign;
/// <c>\n</c>, <c>\t</c>, <c>\0</c> and <c>\\</c> are characters. A line feed follows each message.
/// </summary>
internal sealed class CustomFormat : IMessageFormat
{
    private readonly List<Func<ToolMessage, string>> _parts = [];

    public CustomFormat(string format)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] is not ('%' or '\\'))
            {
                string character = format[i].ToString();
                _parts.Add(_ => character);
                continue;
            }

            if (i + 1 == format.Length)
            {
                throw Unknown(format[i].ToString());
            }

            _parts.Add(Read(format[i], format[++i]));
        }
    }

    public void Write(ToolMessage message, IBufferWriter<byte> output) =>
        _ = Encoding.UTF8.GetBytes(string.Concat(_parts.Select(part => part(message))) + "\n", output);

    private static Func<ToolMessage, string> Read(char kind, char letter) => (kind, letter) switch
    {
        ('%', 't') => static m => EscapedText.Of(m.Frames[0]),
        ('%', 'p') => static m => TextFormat.Join(m.Frames.Count > 1 ? [.. m.Frames.Skip(1)] : m.Frames),
        ('%', 'f') => static m => TextFormat.Join(m.Frames),
        ('%', 'h') => static m => string.Join(' ', m.Frames.Select(HexFormat.Of)),
        ('%', 'n') => static m => m.Number.ToString(CultureInfo.InvariantCulture),
        ('%', 'c') => static m => m.Frames.Count.ToString(CultureInfo.InvariantCulture),
        ('%', 's') => static m => m.Size.ToString(CultureInfo.InvariantCulture),
        ('%', 'T') => static m => Times.Format(m.Time),
        ('%', '%') => static _ => "%",
        ('\\', 'n') => static _ => "\n",
        ('\\', 't') => static _ => "\t",
        ('\\', '0') => static _ => "\0",
        ('\\', '\\') => static _ => "\\",
        _ => throw Unknown($"{kind}{letter}"),
    };

    private static ToolException Unknown(string part) =>
        ToolException.Usage($"--format: '{part}' is not known. There are %t %p %f %h %n %c %s %T %% \\n \\t \\0 \\\\.");
}
