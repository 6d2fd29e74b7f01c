using System.Buffers;
using System.Text.Json;

namespace ZmqTool.Output;

/// <summary>
/// One JSON object a line: <c>{"time":"...","frames":["weather","sunny"]}</c>. A frame that is no UTF-8 is <c>{"base64":"..."}</c>.
/// </summary>
internal sealed class JsonFormat : IMessageFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    public void Write(ToolMessage message, IBufferWriter<byte> output)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", Times.Format(message.Time));
            json.WriteStartArray("frames");
            foreach (byte[] frame in message.Frames)
            {
                WriteFrame(json, frame);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteFrame(Utf8JsonWriter json, byte[] frame)
    {
        if (System.Text.Unicode.Utf8.IsValid(frame))
        {
            json.WriteStringValue(frame);
            return;
        }

        json.WriteStartObject();
        json.WriteBase64String("base64", frame);
        json.WriteEndObject();
    }
}
