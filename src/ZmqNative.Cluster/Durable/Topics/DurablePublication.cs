using System.Text;

namespace ZmqNative.Cluster;

/// <summary>A publication that <see cref="ClusterBroker.SubscribeDurably"/> has read from the log.</summary>
public sealed class DurablePublication
{
    private readonly DurableMessage _message;
    private readonly IMessageSerializer _serializer;

    internal DurablePublication(DurableEntry entry, IMessageSerializer serializer)
    {
        _message = entry.Message;
        _serializer = serializer;
        Sequence = entry.Sequence;
        Time = entry.Time;
        Topic = TopicSubject.Decode(_message.Subject);
        TypeName = TopicPayload.TypeOf(_message);
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>
    /// The number in the log, which grows. A subscription from <see cref="DurablePosition.From(ulong)"/> with the next number continues behind this publication, unless the log was made anew, or has lost its last changes and gives their numbers again.
    /// </summary>
    public ulong Sequence { get; }

    /// <summary>The time at which the engine has stored it, by the clock of the engine.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The id that its publisher has given it, or a random one.</summary>
    public string Id => _message.Id;

    /// <summary>The name of the type of the payload in the serializer of the publisher; null for frames.</summary>
    public string? TypeName { get; }

    /// <summary>The frames of the payload.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Frames => _message.Frames;

    /// <summary>
    /// The number of entries that the limits of the log have removed before the subscription could read them, since its previous publication. 0 if there are none. For a subscription to all topics it
    /// is exact while the reading goes on; for others it is the most that can be missing, as entries of other topics are among them.
    /// </summary>
    public ulong Missed { get; internal init; }

    /// <summary>
    /// Whether the log is another one than that of the previous publication: it was lost and made anew, and numbers begin at 1 again; or it has lost its last changes, and gives their numbers again. What is lost is not known.
    /// </summary>
    public bool IsLogNew { get; internal init; }

    /// <summary>Returns the payload.</summary>
    /// <returns>An object of the type <see cref="TypeName"/>; <see cref="Frames"/> if it has none.</returns>
    /// <exception cref="ActorSerializationException">The serializer of this broker does not know the type, or cannot read the payload.</exception>
    public object Read()
    {
        switch (TypeName)
        {
            case null:
                return Frames;
            case WireTypeNames.Text:
                return Encoding.UTF8.GetString(Frames[0].Span);
            case WireTypeNames.Bytes:
                return Frames[0].ToArray();
            default:
                return _serializer.TryGetType(TypeName, out Type? type)
                    ? Read(type) ?? throw new ActorSerializationException($"a '{TypeName}' that is null.", Topic)
                    : throw new ActorSerializationException($"unknown type '{TypeName}'.", Topic);
        }
    }

    /// <summary>Returns the payload as an object of a type, whatever type its publisher had.</summary>
    /// <typeparam name="T">The type; <see cref="string"/>, an array of bytes or a type that the serializer can read.</typeparam>
    /// <returns>The object.</returns>
    /// <exception cref="ActorSerializationException">The serializer of this broker cannot read the payload.</exception>
    public T Read<T>() => Read(typeof(T)) is T payload ? payload : throw new ActorSerializationException($"a {typeof(T).Name} that is null.", Topic);

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} #{Sequence}";

    private object? Read(Type type)
    {
        if (Frames.Count != 1)
        {
            throw new ActorSerializationException($"a publication of {type.Name} has one frame, this one {Frames.Count}.", Topic);
        }

        try
        {
            return ActorPayload.ReadValue(Frames[0].Span, type, _serializer);
        }
        catch (Exception exception) when (exception is not ActorSerializationException)
        {
            throw new ActorSerializationException(ErrorText.MessageOf(exception), Topic, exception);
        }
    }
}
