using System.Buffers.Binary;
using System.Text;

namespace ZmqTool.Probing;

/// <summary>A command of ZMTP 3: a name and a body.</summary>
internal sealed record ZmtpCommand(string Name, byte[] Body)
{
    private const byte ShortCommand = 4;
    private const byte LongCommand = 6;

    /// <summary>The value of a metadata property of READY, or null.</summary>
    public string? Property(string name)
    {
        ReadOnlySpan<byte> rest = Body;
        while (rest.Length > 0 && rest.Length > rest[0] + sizeof(int))
        {
            string key = Encoding.ASCII.GetString(rest[1..(1 + rest[0])]);
            rest = rest[(1 + rest[0])..];
            int length = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length < 0 || length > rest.Length - sizeof(int))
            {
                return null;
            }

            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return Encoding.UTF8.GetString(rest.Slice(sizeof(int), length));
            }

            rest = rest[(sizeof(int) + length)..];
        }

        return null;
    }

    /// <summary>The reason of an ERROR command.</summary>
    public string Reason() =>
        Body.Length > 0 && Body[0] < Body.Length ? Encoding.ASCII.GetString(Body.AsSpan(1, Body[0])) : string.Empty;

    /// <summary>The command READY of a socket type.</summary>
    public static ZmtpCommand Ready(string socketType)
    {
        List<byte> body = [];
        AddProperty(body, "Socket-Type", socketType);
        if (socketType is "REQ" or "DEALER" or "ROUTER")
        {
            AddProperty(body, "Identity", string.Empty);
        }

        return new ZmtpCommand("READY", [.. body]);
    }

    /// <summary>The bytes of the command on the wire.</summary>
    public byte[] ToFrame()
    {
        byte[] name = Encoding.ASCII.GetBytes(Name);
        byte[] content = [(byte)name.Length, .. name, .. Body];
        if (content.Length <= byte.MaxValue)
        {
            return [ShortCommand, (byte)content.Length, .. content];
        }

        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)content.Length);
        return [LongCommand, .. length, .. content];
    }

    /// <summary>Reads the content of a command frame.</summary>
    public static ZmtpCommand? Parse(ReadOnlySpan<byte> content) =>
        content.Length > 0 && content[0] < content.Length
            ? new ZmtpCommand(Encoding.ASCII.GetString(content.Slice(1, content[0])), content[(1 + content[0])..].ToArray())
            : null;

    private static void AddProperty(List<byte> body, string name, string value)
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        body.AddRange([(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. Encoding.ASCII.GetBytes(value)]);
    }
}
