using System.Buffers;

namespace ZmqTool.Output;

/// <summary>Writes messages to the standard output.</summary>
internal sealed class MessageWriter(ToolConsole console, IMessageFormat format)
{
    // So many bytes are kept at most before they are written.
    private const int Limit = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _number;

    /// <summary>Writes a message, or keeps it until the next <see cref="Flush"/>.</summary>
    public void Write(byte[][] frames) => Write(frames, console.Time.GetUtcNow());

    /// <summary>Writes a message of another time.</summary>
    public void Write(byte[][] frames, DateTimeOffset time)
    {
        format.Write(new ToolMessage(++_number, time, frames), _buffer);
        if (_buffer.WrittenCount > Limit)
        {
            Flush();
        }
    }

    /// <summary>Writes what was kept; call it before each wait, so that a reader sees each message when it arrives.</summary>
    /// <exception cref="OutputClosedException">The reader has closed the output.</exception>
    public void Flush()
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        console.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
