using System.Buffers;
using System.Globalization;
using System.Text;

namespace ZmqTool.Output;

/// <summary>
/// Text of any bytes on one line: UTF-8 stays, while control characters, backslashes and bytes that are not UTF-8 are escaped. So a message is one line,
/// and no peer can send commands to the terminal.
/// </summary>
internal static class EscapedText
{
    private const int ZeroWidthJoiner = 0x200d;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) != OperationStatus.Done)
            {
                foreach (byte wrong in bytes[..length])
                {
                    _ = text.Append(CultureInfo.InvariantCulture, $"\\x{wrong:x2}");
                }
            }
            else
            {
                _ = IsPrintable(rune) ? text.Append(rune.ToString()) : text.Append(Escape(rune));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    // Format characters such as those that change the direction of writing would disguise what follows them; a joiner is part of emoji.
    private static bool IsPrintable(Rune rune) => rune.Value switch
    {
        '\\' => false,
        ZeroWidthJoiner => true,
        _ => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        < 0x80 => $"\\x{rune.Value:x2}",
        _ => $"\\u{{{rune.Value:x}}}",
    };
}
