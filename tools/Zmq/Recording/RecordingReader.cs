using System.Buffers.Binary;
using System.Text.Json;

namespace ZmqTool.Recording;

/// <summary>Reads a recording.</summary>
internal sealed class RecordingReader : IDisposable
{
    // More would be no recording, but a file of another kind behind the same first bytes.
    private const int MaxHeader = 64 * 1024;

    private readonly Stream _file;
    private readonly string _path;

    private RecordingReader(Stream file, string path, RecordingHeader header)
    {
        _file = file;
        _path = path;
        Header = header;
    }

    public RecordingHeader Header { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="ToolException">It is no recording.</exception>
    public static RecordingReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw ToolException.Failure($"There is no recording {path}. 'zmq record {path} ENDPOINT' makes one.");
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 64 * 1024);
        try
        {
            byte[] magic = new byte[RecordingWriter.Magic.Length];
            byte[] length = new byte[sizeof(uint)];
            if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.AsSpan().SequenceEqual(RecordingWriter.Magic)
                && file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length
                && BinaryPrimitives.ReadUInt32LittleEndian(length) is <= MaxHeader and uint size)
            {
                byte[] json = new byte[size];
                file.ReadExactly(json);
                if (JsonSerializer.Deserialize(json, HeaderJson.Default.RecordingHeader) is { } header)
                {
                    return new RecordingReader(file, path, header);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or EndOfStreamException)
        {
            // Reported below.
        }

        file.Dispose();
        throw ToolException.Failure($"{path} is no recording of 'zmq record'.");
    }

    /// <summary>Enumerates the messages.</summary>
    /// <exception cref="ToolException">The file ends within a message: the recorder was killed, or the file is damaged.</exception>
    public IEnumerable<RecordedMessage> ReadAll()
    {
        byte[] head = new byte[sizeof(long) + sizeof(uint)];
        for (long number = 1; ; number++)
        {
            int read = _file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (read == 0)
            {
                yield break;
            }

            long offset = BinaryPrimitives.ReadInt64LittleEndian(head);
            uint count = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(sizeof(long)));
            if (read < head.Length || count == 0 || offset < 0 || count > _file.Length - _file.Position)
            {
                throw Torn(number);
            }

            byte[][] frames = new byte[count][];
            for (int i = 0; i < frames.Length; i++)
            {
                frames[i] = ReadFrame(number);
            }

            yield return new RecordedMessage(TimeSpan.FromTicks(offset / TimeSpan.NanosecondsPerTick), frames);
        }
    }

    public void Dispose() => _file.Dispose();

    private byte[] ReadFrame(long number)
    {
        byte[] length = new byte[sizeof(uint)];
        if (_file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(length) is uint size && size <= _file.Length - _file.Position)
        {
            byte[] frame = new byte[size];
            _file.ReadExactly(frame);
            return frame;
        }

        throw Torn(number);
    }

    private ToolException Torn(long number) => ToolException.Failure(
        $"{_path} is damaged, or the recorder was killed: message {number} is not complete. The {number - 1} before it are.");
}
