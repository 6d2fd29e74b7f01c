using System.Buffers;
using System.Text;

namespace ZmqNative;

/// <summary>Values of properties in ZPL (ZeroMQ RFC 4), which has no escapes.</summary>
internal static class ZplValue
{
    /// <summary>Reads the value that begins behind a <c>=</c> and blanks.</summary>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] is (byte)'"' or (byte)'\'')
        {
            int end = text[1..].IndexOf(text[0]);
            ReadOnlySpan<byte> after = end < 0 ? default : text[(end + 2)..].TrimStart(" \t"u8);
            if (end >= 0 && (after.IsEmpty || after[0] == '#'))
            {
                return text.Slice(1, end);
            }
        }

        int comment = text.IndexOf((byte)'#');
        return (comment < 0 ? text : text[..comment]).TrimEnd(" \t"u8);
    }

    /// <summary>Whether a value has control characters other than tabs.</summary>
    public static bool HasControlCharacters(ReadOnlySpan<byte> value) =>
        value.ContainsAnyInRange((byte)0, (byte)8) || value.ContainsAnyInRange((byte)10, (byte)31) || value.Contains((byte)0x7F);

    /// <summary>Writes a value, with quotes where they can be.</summary>
    /// <returns>The text that is read as that value, or null if there is none.</returns>
    public static string? Write(string value)
    {
        if (!value.Contains('"', StringComparison.Ordinal))
        {
            return CanBeWritten(value) ? $"\"{value}\"" : null;
        }

        string text = value.Contains('\'', StringComparison.Ordinal) ? value : $"'{value}'";
        return CanBeWritten(value) && Encoding.UTF8.GetString(Read(Encoding.UTF8.GetBytes(text).AsSpan().TrimStart(" \t"u8))) == value ? text : null;
    }

    private static bool CanBeWritten(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out Rune rune, out int length) != OperationStatus.Done
                || (rune.Value < ' ' && rune.Value != '\t') || rune.Value == 0x7F)
            {
                return false;
            }

            value = value[length..];
        }

        return true;
    }
}
