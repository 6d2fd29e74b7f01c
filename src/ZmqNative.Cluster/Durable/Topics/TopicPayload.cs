namespace ZmqNative.Cluster;

/// <summary>The form of a publication in the log: the frames of its payload, and the name of its type as a field.</summary>
internal static class TopicPayload
{
    /// <summary>The field with the name of the type; a publication of frames has none.</summary>
    public const string TypeField = "Type";

    /// <summary>Writes a publication. Frames are taken from the caller, and copied: the engine may still read them when the caller has given up.</summary>
    /// <exception cref="ActorSerializationException">The payload cannot be written.</exception>
    /// <exception cref="ArgumentException">The topic or the id is not valid.</exception>
    public static DurableMessage Write(string topic, object payload, string id, IMessageSerializer serializer)
    {
        using MultipartMessage written = MultipartMessage.Create();
        string type = AppendPayload(written, topic, payload, serializer);
        ReadOnlyMemory<byte>[] frames = new ReadOnlyMemory<byte>[written.Count];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = written[i].Span.ToArray();
        }

        DurableMessage message = new() { Id = id, Subject = TopicSubject.Encode(topic), Frames = frames };
        if (type.Length > 0)
        {
            message = message with { Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [TypeField] = TopicSubject.Encode(type) } };
        }

        DurableMessageCheck.Check(message);
        return message;
    }

    private static string AppendPayload(MultipartMessage written, string topic, object payload, IMessageSerializer serializer)
    {
        try
        {
            string type = ActorPayload.NameOf(payload, serializer, topic);
            ActorPayload.Append(written, payload, serializer);
            return type;
        }
        catch (Exception exception) when (exception is not ActorSerializationException && payload is not (Frame or MultipartMessage))
        {
            // Whatever the serializer of users throws.
            throw new ActorSerializationException($"a {MessageName.Of(payload)} cannot be written: {ErrorText.MessageOf(exception)}", topic, exception);
        }
    }

    /// <summary>Returns the name of the type of a publication; null for frames.</summary>
    public static string? TypeOf(DurableMessage message) => message.Fields.TryGetValue(TypeField, out string? type) ? TopicSubject.Decode(type) : null;
}
