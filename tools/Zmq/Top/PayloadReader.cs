using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ZmqTool.Top;

/// <summary>Reads the fields of an event: texts of UTF-16 with a zero at their end, and numbers.</summary>
internal sealed class PayloadReader(byte[] payload)
{
    private int _position;

    public int ReadInt32()
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(_position));
        _position += sizeof(int);
        return value;
    }

    /// <summary>Reads a text; empty where the payload has ended, as those of older runtimes do.</summary>
    public string ReadString()
    {
        ReadOnlySpan<char> rest = MemoryMarshal.Cast<byte, char>(payload.AsSpan(Math.Min(_position, payload.Length)));
        int end = rest.IndexOf('\0');
        string text = (end < 0 ? rest : rest[..end]).ToString();
        _position += (text.Length + 1) * sizeof(char);
        return text;
    }
}
