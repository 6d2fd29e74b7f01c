using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace ZmqNative.Samples.Gateway;

/// <summary>Converts a message of any source to one compact JSON value, or refuses it.</summary>
internal static class MessageReading
{
    // Python escapes everything beyond ASCII; the answers show it as it is. HTML is no concern: pages set text, not markup.
    private static readonly JsonWriterOptions Plain = new() { Encoder = PlainEncoder.Instance };

    // A buffer that grows while a message is written is garbage of several times its size; larger ones than this are not kept.
    private const int LargestKept = 1024 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    /// <param name="body">The bytes of the message.</param>
    /// <param name="json">The value.</param>
    /// <param name="timestamp">Its <c>timestamp</c> in Unix seconds, if it is an object with one.</param>
    /// <returns>False when it is no JSON in UTF-8.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out byte[] json, out double? timestamp)
    {
        json = [];
        timestamp = null;
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (body[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8).Length > 0)
            {
                return false;
            }

            ArrayBufferWriter<byte> buffer = t_buffer ??= new ArrayBufferWriter<byte>();
            buffer.ResetWrittenCount();
            using (Utf8JsonWriter writer = new(buffer, Plain))
            {
                document.RootElement.WriteTo(writer);
            }

            json = buffer.WrittenSpan.ToArray();
            t_buffer = buffer.Capacity <= LargestKept ? buffer : null;
            timestamp = TimestampOf(document.RootElement);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for half a surrogate pair, which JSON can escape and no text can hold.
            return false;
        }
    }

    private static double? TimestampOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("timestamp"u8, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double seconds)
            ? seconds
            : null;
}
