using System.Buffers;

namespace ZmqTool.Output;

/// <summary>A format of received messages.</summary>
internal interface IMessageFormat
{
    /// <summary>Appends one message, with the end of its line if the format has lines.</summary>
    void Write(ToolMessage message, IBufferWriter<byte> output);
}
