using System.Text.Json;

namespace ZmqNative.Patterns;

/// <summary>Finds the topic and the body of publications.</summary>
internal static class PublicationReader
{
    /// <summary>Reads the layout of a publication.</summary>
    /// <remarks>
    /// One frame with a number, a type and a body has the Text format if the type is one of this library or the number is an id in
    /// <paramref name="filter"/>. Otherwise it may as well be a topic of digits with a payload of several words.
    /// </remarks>
    /// <returns>False if it has none of the formats; <paramref name="reason"/> is the reason, and the caller keeps the frames.</returns>
    public static bool TryRead(
        MultipartMessage frames, SubscriberOptions options, TopicFilter filter, out ReceivedMessage message, out string? reason)
    {
        ReadOnlySpan<byte> first = frames[0].Span;
        reason = null;
        message = default;
        if (frames.Count > 1)
        {
            bool isEnvelope = options.Envelopes && frames.Count == 3;
            if (isEnvelope && !IsHeader(frames[1].Span))
            {
                reason = "the header of an envelope is no JSON with id, timestamp, source and content_type";
                return false;
            }

            message = ReceivedMessage.OfPublication(
                frames,
                isEnvelope ? PublishedFormat.Envelope : PublishedFormat.Topic,
                first.Length,
                bodyFrame: isEnvelope ? 2 : 1,
                bodyOffset: 0);
            return true;
        }

        if (TextFormat.TryRead(first, out int messageId, out ReadOnlySpan<byte> type, out int bodyOffset)
            && (type.SequenceEqual("json"u8) || type.SequenceEqual("text"u8) || filter.BeginsWithId(first)))
        {
            message = ReceivedMessage.OfPublication(
                frames, PublishedFormat.Text, first.IndexOf((byte)' '), bodyFrame: 0, bodyOffset, messageId, options.Encoding);
            return true;
        }

        int space = first.IndexOf((byte)' ');
        if (space < 0)
        {
            reason = "one frame with neither a message id nor a topic, a space and a payload";
            return false;
        }

        message = ReceivedMessage.OfPublication(frames, PublishedFormat.Topic, space, bodyFrame: 0, space + 1);
        return true;
    }

    private static bool IsHeader(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, MessageHeadersJson.Default.MessageHeaders)
                is { Id: not null, Source: not null, ContentType: not null };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
