using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ZmqNative.Samples.Gateway;

/// <summary>The encoder of JSON that escapes only what JSON requires: control characters, the quotation mark and the backslash.</summary>
/// <remarks>
/// <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> escapes the characters beyond U+FFFF, such as emoji. As with it, the JSON must
/// not be put into HTML.
/// </remarks>
internal sealed class PlainEncoder : JavaScriptEncoder
{
    // \uXXXX
    private const int EscapeLength = 6;

    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create([.. Enumerable.Range(0, 128).Where(IsEscaped).Select(static c => (byte)c)]);

    public static PlainEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => EscapeLength;

    public override bool WillEncode(int unicodeScalar) => IsEscaped(unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        ReadOnlySpan<char> rest = new(text, textLength);
        while (Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done)
        {
            if (IsEscaped(rune.Value))
            {
                return textLength - rest.Length;
            }

            rest = rest[length..];
        }

        // The end, or half of a surrogate pair, which the base class replaces.
        return rest.IsEmpty ? -1 : textLength - rest.Length;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        int index = utf8Text.IndexOfAny(EscapedBytes);
        return Utf8.IsValid(index < 0 ? utf8Text : utf8Text[..index]) ? index : base.FindFirstCharacterToEncodeUtf8(utf8Text);
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> output = new(buffer, bufferLength);
        if (!IsEscaped(unicodeScalar))
        {
            return new Rune(unicodeScalar).TryEncodeToUtf16(output, out numberOfCharactersWritten);
        }

        char shortForm = unicodeScalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => '\0',
        };
        return shortForm == '\0'
            ? output.TryWrite($"\\u{unicodeScalar:X4}", out numberOfCharactersWritten)
            : output.TryWrite($"\\{shortForm}", out numberOfCharactersWritten);
    }

    private static bool IsEscaped(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\' or 0x7F;
}
