using System.Globalization;
using System.Text;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.Cluster.Nats;

/// <summary>
/// The form of a message in JetStream: the frames one behind the other, their lengths in a header if there are several, and a header for each field.
/// </summary>
internal static class NatsLogMessage
{
    private const string IdHeader = "Nats-Msg-Id";
    private const string LengthsHeader = "ZmqNative-Frames";
    private const string FieldPrefix = "ZmqNative-Field-";

    // Of a header: a colon, a blank and the end of the line.
    private const int Separators = 4;

    /// <summary>Returns the payload and the headers of a message.</summary>
    public static (ReadOnlyMemory<byte> Payload, NatsHeaders Headers) Write(DurableMessage message)
    {
        NatsHeaders headers = [];
        foreach ((string name, string value) in message.Fields)
        {
            headers[FieldPrefix + name] = value;
        }

        if (message.Frames is [var only])
        {
            return (only, headers);
        }

        headers[LengthsHeader] = string.Join(',', message.Frames.Select(static frame => frame.Length.ToString(CultureInfo.InvariantCulture)));
        byte[] payload = new byte[message.Frames.Sum(static frame => frame.Length)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> frame in message.Frames)
        {
            frame.CopyTo(payload.AsMemory(at));
            at += frame.Length;
        }

        return (payload, headers);
    }

    /// <summary>Returns about the number of bytes that the server counts: headers are ASCII.</summary>
    public static int SizeOf(ReadOnlyMemory<byte> payload, NatsHeaders headers)
    {
        int size = payload.Length;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in headers)
        {
            size += name.Length + value.ToString().Length + Separators;
        }

        return size;
    }

    /// <summary>Reads a message; null if it is none of this library.</summary>
    public static DurableEntry? Read(INatsJSMsg<byte[]> message)
    {
        if (message.Metadata is not { } metadata || TryReadFrames(message) is not { } frames
            || message.Headers?.TryGetLastValue(IdHeader, out string? id) is not true || string.IsNullOrEmpty(id))
        {
            return null;
        }

        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in message.Headers)
        {
            if (name.StartsWith(FieldPrefix, StringComparison.Ordinal))
            {
                fields.Add(name[FieldPrefix.Length..], value.ToString());
            }
        }

        return new DurableEntry(metadata.Sequence.Stream, metadata.Timestamp, new DurableMessage
        {
            Id = id,
            Subject = NatsLogSubject.Read(message.Subject),
            Frames = frames,
            Fields = fields,
        });
    }

    /// <summary>Returns the id of a message as the server stores it; null if it has none.</summary>
    public static string? IdOf(StoredMessage message)
    {
        // The text of the headers, with a line for each.
        string headers = Encoding.ASCII.GetString(Convert.FromBase64String(message.Hdrs ?? string.Empty));
        foreach (string line in headers.Split("\r\n"))
        {
            if (line.StartsWith(IdHeader + ":", StringComparison.OrdinalIgnoreCase))
            {
                return line[(IdHeader.Length + 1)..].Trim();
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte>[]? TryReadFrames(INatsJSMsg<byte[]> message)
    {
        ReadOnlyMemory<byte> payload = message.Data ?? [];
        if (message.Headers?.TryGetLastValue(LengthsHeader, out string? lengths) is not true)
        {
            return [payload];
        }

        List<ReadOnlyMemory<byte>> frames = [];
        foreach (string text in lengths!.Split(','))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > payload.Length)
            {
                return null;
            }

            frames.Add(payload[..length]);
            payload = payload[length..];
        }

        return payload.IsEmpty ? [.. frames] : null;
    }
}
