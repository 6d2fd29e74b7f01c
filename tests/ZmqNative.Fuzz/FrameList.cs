using System.Text;

namespace ZmqNative.Fuzz;

/// <summary>Several frames in the bytes of one input: each has its length in one byte in front; the last one may be shorter.</summary>
internal static class FrameList
{
    /// <summary>Writes frames.</summary>
    public static byte[] Write(params byte[][] frames) => [.. frames.SelectMany(static frame => frame.Prepend((byte)frame.Length))];

    /// <summary>Writes frames of UTF-8.</summary>
    public static byte[] Write(params string[] frames) => Write([.. frames.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Reads frames, one at least.</summary>
    public static List<byte[]> Read(ReadOnlySpan<byte> input)
    {
        List<byte[]> frames = [];
        while (!input.IsEmpty)
        {
            int length = Math.Min(input[0], input.Length - 1);
            frames.Add(input.Slice(1, length).ToArray());
            input = input[(length + 1)..];
        }

        if (frames.Count == 0)
        {
            frames.Add([]);
        }

        return frames;
    }

    /// <summary>Reads frames into a message.</summary>
    public static MultipartMessage ReadMessage(ReadOnlySpan<byte> input)
    {
        MultipartMessage message = MultipartMessage.Create();
        foreach (byte[] frame in Read(input))
        {
            message.Add(frame.AsSpan());
        }

        return message;
    }
}
