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
    private readonly bool _isNew;
    private readonly TimeProvider _time;
    private long _begin;
    private bool _hasBegun;

    private RecordingWriter(FileStream file, bool isNew, TimeProvider time)
    {
        _file = file;
        _isNew = isNew;
        _time = time;
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
        RecordingWriter writer = Open(path, replaces, time);
        writer.Begin(header);
        return writer;
    }

    /// <summary>Opens a file. What is in it stays until the begin; without a begin a new file is removed.</summary>
    public static RecordingWriter Open(string path, bool replaces, TimeProvider time)
    {
        bool exists = File.Exists(path);
        return exists && !replaces
            ? throw ToolException.Failure($"{path} exists; --force replaces it.")
            : new RecordingWriter(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 64 * 1024), !exists, time);
    }

    /// <summary>Writes the header in the place of what is in the file. The times of messages count from here.</summary>
    public void Begin(RecordingHeader header)
    {
        // Only a file has a length that can be set.
        if (_file.CanSeek && _file.Length > 0)
        {
            _file.SetLength(0);
        }

        _hasBegun = true;
        _begin = _time.GetTimestamp();
        _file.Write(Magic);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, HeaderJson.Default.RecordingHeader);
        WriteNumber((uint)json.Length);
        _file.Write(json);
        _file.Flush();
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

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        if (_isNew && !_hasBegun)
        {
            File.Delete(_file.Name);
        }
    }

    private void WriteNumber(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _file.Write(bytes);
    }
}
