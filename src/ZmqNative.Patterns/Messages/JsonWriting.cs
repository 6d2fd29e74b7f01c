using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>Writes JSON into frames.</summary>
internal static class JsonWriting
{
    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>Writes a value.</summary>
    public static void Write<T>(IBufferWriter<byte> buffer, (T Value, JsonTypeInfo<T> TypeInfo) state)
    {
        // The writer is taken out of the field while in use: a converter may write another value meanwhile.
        Utf8JsonWriter writer = t_writer ?? new Utf8JsonWriter(Stream.Null);
        t_writer = null;
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, state.Value, state.TypeInfo);
        writer.Flush();
        writer.Reset(Stream.Null);
        t_writer = writer;
    }

    /// <summary>Writes a node; null as a JSON null.</summary>
    public static void WriteNode(IBufferWriter<byte> buffer, JsonNode? node)
    {
        using Utf8JsonWriter writer = new(buffer);
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }

    /// <summary>Writes an element.</summary>
    public static void WriteElement(IBufferWriter<byte> buffer, JsonElement element)
    {
        using Utf8JsonWriter writer = new(buffer);
        element.WriteTo(writer);
    }

    /// <summary>Writes a value behind the header of the Text format.</summary>
    public static void WriteWithHeader<T>(IBufferWriter<byte> buffer, (int Id, T Value, JsonTypeInfo<T> TypeInfo) state)
    {
        const int MaxHeaderLength = 32;
        buffer.Advance(TextFormat.WriteHeader(buffer.GetSpan(MaxHeaderLength), state.Id, "json"u8));
        Write(buffer, (state.Value, state.TypeInfo));
    }

    /// <summary>Makes a frame of the Text format with JSON in another encoding than UTF-8.</summary>
    public static Frame Transcode(int messageId, string json, Encoding encoding) =>
        FrameWriter.Write(
            static (buffer, state) =>
            {
                const int MaxHeaderLength = 32;
                buffer.Advance(TextFormat.WriteHeader(buffer.GetSpan(MaxHeaderLength), state.messageId, "json"u8));
                _ = state.encoding.GetBytes(state.json.AsSpan(), buffer);
            },
            (messageId, json, encoding));
}
