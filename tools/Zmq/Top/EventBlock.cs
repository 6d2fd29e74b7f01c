using System.Buffers.Binary;

namespace ZmqTool.Top;

/// <summary>A block of events in a Nettrace stream, whose headers are compressed: a field is there if it differs from that of the event before.</summary>
internal static class EventBlock
{
    private const int Compressed = 1;

    [Flags]
    private enum Fields : byte
    {
        Metadata = 1,
        Sequence = 2,
        Thread = 4,
        Stack = 8,
        Activity = 16,
        RelatedActivity = 32,
        Sorted = 64,
        Length = 128,
    }

    /// <summary>Calls a function with the number of the metadata and the payload of each event.</summary>
    public static void Read(byte[] block, Action<uint, byte[]> take)
    {
        int header = BinaryPrimitives.ReadInt16LittleEndian(block);
        if ((BinaryPrimitives.ReadInt16LittleEndian(block.AsSpan(2)) & Compressed) == 0)
        {
            throw new InvalidDataException("The Nettrace stream has uncompressed headers, which this tool does not read.");
        }

        ReadOnlySpan<byte> rest = block.AsSpan(header);
        uint metadata = 0;
        int length = 0;
        while (rest.Length > 0)
        {
            Fields fields = (Fields)rest[0];
            rest = rest[1..];
            if (fields.HasFlag(Fields.Metadata))
            {
                metadata = (uint)ReadNumber(ref rest);
            }

            if (fields.HasFlag(Fields.Sequence))
            {
                // The sequence number, the thread that captured it, and the processor.
                _ = ReadNumber(ref rest);
                _ = ReadNumber(ref rest);
                _ = ReadNumber(ref rest);
            }

            if (fields.HasFlag(Fields.Thread))
            {
                _ = ReadNumber(ref rest);
            }

            if (fields.HasFlag(Fields.Stack))
            {
                _ = ReadNumber(ref rest);
            }

            // The time.
            _ = ReadNumber(ref rest);
            int activities = (fields.HasFlag(Fields.Activity) ? 16 : 0) + (fields.HasFlag(Fields.RelatedActivity) ? 16 : 0);
            rest = rest[activities..];
            if (fields.HasFlag(Fields.Length))
            {
                length = (int)ReadNumber(ref rest);
            }

            // The highest bit is a flag of uncompressed headers.
            take(metadata & int.MaxValue, rest[..length].ToArray());
            rest = rest[length..];
        }
    }

    // Seven bits a byte, the lowest first.
    private static ulong ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
            {
                return value;
            }
        }
    }
}
