using System.Buffers.Binary;
using System.Text.Json;

namespace ZmqTool.Recording;

/// <summary>
/// Writes a recording: <c>ZMQREC1</c> and a line feed; the length of a header (4 bytes) and the header, in JSON; then for each message the time since the
/// begin in nanoseconds (8 bytes), the number of its frames (4 bytes), and for each frame its length (4 bytes) and bytes. Numbers are little-endian.
/// </summary>
internal sealed class RecordingWriter : IAsyncDisposable
{
    internal static readonly byte[] Magic = "ZMQREC1\n"u8.ToArray();

    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly long _begin;

    private RecordingWriter(FileStream file, TimeProvider time)
    {
        _file = file;
        _time = time;
        _begin = time.GetTimestamp();
    }

    /// <summary>The number of bytes that were written.</summary>
    public long Length => _file.Position;

    /// <summary>Creates a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replaces">Whether an existing file is replaced.</param>
    /// <param name="header">The header.</param>
    /// <param name="time">The clock.</param>
    public static RecordingWriter Create(string path, bool replaces, RecordingHeader header, TimeProvider time)
    {
        if (!replaces && File.Exists(path))
        {
            throw ToolException.Failure($"{path} exists; --force replaces it.");
        }

        FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 64 * 1024);
        RecordingWriter writer = new(file, time);
        file.Write(Magic);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, HeaderJson.Default.RecordingHeader);
        writer.WriteNumber((uint)json.Length);
        file.Write(json);
        file.Flush();
        return writer;
    }

    /// <summary>Writes a message that arrives now.</summary>
    public void Write(IReadOnlyList<byte[]> frames)
    {
        Span<byte> offset = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(offset, (long)(_time.GetElapsedTime(_begin).TotalMicroseconds * 1000));
        _file.Write(offset);
        WriteNumber((uint)frames.Count);
        foreach (byte[] frame in frames)
        {
            WriteNumber((uint)frame.Length);
            _file.Write(frame);
        }
    }

    /// <summary>Gives what was written to the system, so that it survives the end of the process.</summary>
    public void Flush() => _file.Flush();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private void WriteNumber(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _file.Write(bytes);
    }
}
