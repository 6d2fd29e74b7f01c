using System.Buffers;
using System.Text;

namespace ZmqTool.Output;

/// <summary>One line a message: its frames as text, with <c> | </c> between them.</summary>
/// <param name="hasColors">Whether the first of several frames, often a topic, stands out.</param>
internal sealed class TextFormat(bool hasColors) : IMessageFormat
{
    private const string Topic = "\e[36m";
    private const string Separator = "\e[2m";
    private const string Plain = "\e[0m";

    public static string Join(IReadOnlyList<byte[]> frames) =>
        string.Join(" | ", frames.Select(static frame => EscapedText.Of(frame)));

    public void Write(ToolMessage message, IBufferWriter<byte> output)
    {
        string line = hasColors ? Color(message.Frames) : Join(message.Frames);
        _ = Encoding.UTF8.GetBytes(line + "\n", output);
    }

    private static string Color(IReadOnlyList<byte[]> frames)
    {
        string[] texts = [.. frames.Select(static frame => EscapedText.Of(frame))];
        if (texts.Length > 1)
        {
            texts[0] = Topic + texts[0] + Plain;
        }

        return string.Join($" {Separator}|{Plain} ", texts);
    }
}
