using System.Buffers;

namespace ZmqNative;

/// <summary>Reads the properties of a text in ZPL (ZeroMQ RFC 4), one by one, in place.</summary>
/// <remarks>
/// Where the specification and CZMQ differ, this is what both accept, with one exception: a value that begins with a quote and does not end
/// with one is taken as it is, as the specification says and as pyzmq's files need, which write metadata without quotes.
/// </remarks>
internal ref struct ZplReader
{
    private const int IndentSize = 4;

    private static readonly SearchValues<byte> NameCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$-_@.&+/"u8);

    private ReadOnlySpan<byte> _rest;
    private int _allowedLevel;

    public ZplReader(ReadOnlySpan<byte> text)
    {
        // Some editors put a byte order mark in front.
        _rest = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The depth of the property, 0 for a section.</summary>
    public int Level { get; private set; }

    /// <summary>The name of the property.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value without its quotes; empty if there is none.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The problem of the line that was read last, or null. It never has a part of the text.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a text is the name of a property.</summary>
    public static bool IsName(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && !name.ContainsAnyExcept(NameCharacters) && name[0] != '/' && name[^1] != '/';

    /// <summary>Reads the next property.</summary>
    /// <returns>False at the end, or if <see cref="Problem"/> is set.</returns>
    public bool Read()
    {
        while (Problem is null && !_rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = NextLine();
            ReadOnlySpan<byte> content = line.TrimStart((byte)' ');
            ReadOnlySpan<byte> visible = content.Trim(" \t"u8);
            if (visible.IsEmpty || visible[0] == '#')
            {
                continue;
            }

            return ReadIndent(line.Length - content.Length) && ReadProperty(content);
        }

        return false;
    }

    private ReadOnlySpan<byte> NextLine()
    {
        Line++;
        int end = _rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
        {
            ReadOnlySpan<byte> last = _rest;
            _rest = default;
            return last;
        }

        ReadOnlySpan<byte> line = _rest[..end];
        bool two = _rest[end] == '\r' && end + 1 < _rest.Length && _rest[end + 1] == '\n';
        _rest = _rest[(end + (two ? 2 : 1))..];
        return line;
    }

    private bool ReadIndent(int spaces)
    {
        (Level, int odd) = Math.DivRem(spaces, IndentSize);
        if (odd != 0)
        {
            return Fail("a line is indented by 4 spaces for each level");
        }

        if (Level > _allowedLevel)
        {
            return Fail("a line is indented by 4 spaces more than the one that it belongs to");
        }

        _allowedLevel = Level + 1;
        return true;
    }

    private bool ReadProperty(ReadOnlySpan<byte> content)
    {
        int length = content.IndexOfAnyExcept(NameCharacters);
        Name = length < 0 ? content : content[..length];
        if (!IsName(Name))
        {
            return Fail("a line begins with a name of letters, digits and $ - _ @ . & + /, and no / at its ends");
        }

        ReadOnlySpan<byte> rest = content[Name.Length..].Trim(" \t"u8);
        if (rest.IsEmpty || rest[0] == '#')
        {
            Value = default;
            return true;
        }

        if (rest[0] != '=')
        {
            return Fail("after the name comes = and a value, a comment with # or the end of the line");
        }

        Value = ZplValue.Read(rest[1..].TrimStart(" \t"u8));
        return !ZplValue.HasControlCharacters(Value) || Fail("a value has printable characters only");
    }

    private bool Fail(string problem)
    {
        Problem = problem;
        return false;
    }
}
