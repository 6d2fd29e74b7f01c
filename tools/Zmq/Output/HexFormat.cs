using System.Buffers;
using System.Text;

namespace ZmqTool.Output;

/// <summary>One line a message: its frames in hexadecimal digits, with a space between them; <c>-</c> is an empty frame.</summary>
internal sealed class HexFormat : IMessageFormat
{
    public static string Of(byte[] frame) => frame.Length == 0 ? "-" : Convert.ToHexStringLower(frame);

    public void Write(ToolMessage message, IBufferWriter<byte> output) =>
        _ = Encoding.ASCII.GetBytes(string.Join(' ', message.Frames.Select(Of)) + "\n", output);
}
