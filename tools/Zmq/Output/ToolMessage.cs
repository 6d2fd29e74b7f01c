using ZmqNative;

namespace ZmqTool.Output;

/// <summary>A message as it is shown.</summary>
/// <param name="Number">The number of the message, from 1.</param>
/// <param name="Time">The time when it was received, in UTC.</param>
/// <param name="Frames">Its frames.</param>
internal sealed record ToolMessage(long Number, DateTimeOffset Time, IReadOnlyList<byte[]> Frames)
{
    /// <summary>The bytes of all frames.</summary>
    public long Size => Frames.Sum(static frame => (long)frame.Length);

    /// <summary>Copies the frames of a received message.</summary>
    /// <exception cref="ToolException">A frame has more bytes than an array can have.</exception>
    public static byte[][] Copy(MultipartMessage message)
    {
        byte[][] frames = new byte[message.Count][];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = message[i].LongLength <= Array.MaxLength
                ? message[i].Span.ToArray()
                : throw ToolException.Failure($"A message has a frame of {message[i].LongLength:N0} bytes; the tool reads at most {Array.MaxLength:N0}.");
        }

        return frames;
    }
}
