using System.Buffers;

namespace ZmqTool.Output;

/// <summary>The bytes of all frames as they are, without a separator.</summary>
internal sealed class RawFormat : IMessageFormat
{
    public void Write(ToolMessage message, IBufferWriter<byte> output)
    {
        foreach (byte[] frame in message.Frames)
        {
            output.Write(frame);
        }
    }
}
