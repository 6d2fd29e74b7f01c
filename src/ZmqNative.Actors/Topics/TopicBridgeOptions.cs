namespace ZmqNative.Actors;

/// <summary>The options of a <see cref="TopicBridge"/>: its endpoints, and the form of messages outside of the broker.</summary>
public sealed record TopicBridgeOptions
{
    /// <summary>
    /// The endpoints at which messages of the broker are published, such as <c>tcp://*:5556</c>; several are separated by commas; <c>&gt;</c> in
    /// front connects instead of binding. Default null: none.
    /// </summary>
    public string? PublishAt { get; init; }

    /// <summary>The topics that are sent out, by prefix as in <see cref="BrokerTopics.Subscribe(string, ActorRef)"/>. Default all.</summary>
    public IReadOnlyList<string> Outgoing { get; init; } = [string.Empty];

    /// <summary>
    /// The endpoints of publishers to receive from, such as <c>tcp://localhost:5556</c>; several are separated by commas; <c>@</c> in
    /// front binds instead of connecting. Default null: none.
    /// </summary>
    public string? SubscribeTo { get; init; }

    /// <summary>The topics to receive, by prefix, at least one. Default all: one empty text.</summary>
    public IReadOnlyList<string> Incoming { get; init; } = [string.Empty];

    /// <summary>
    /// The function that writes the payload of a message that is sent out; a result of null stands for the default. Default: frames and bytes
    /// (<c>byte[]</c>, <see cref="ReadOnlyMemory{T}"/>) as they are, texts in UTF-8, other objects by <see cref="BrokerOptions.Serializer"/>.
    /// A message that cannot be written becomes a dead letter.
    /// </summary>
    public Func<TopicMessage, Frame?>? Write { get; init; }

    /// <summary>
    /// The function that reads a message that comes in; a result of null stands for the default. Default: the first payload frame as
    /// <c>byte[]</c>. A message for which it throws is counted in the subscriber's <see cref="PatternStatistics"/> and dropped.
    /// </summary>
    public Func<ReceivedMessage, object?>? Read { get; init; }

    /// <summary>The number of messages that may wait to be published outside, from 2 to 1,048,576; rounded up to a power of two. More are dropped and become dead letters. Default 8,192.</summary>
    public int QueueCapacity
    {
        get;
        init => field = ActorOptionChecks.MailboxSize(value);
    } = 8192;

    /// <summary>The options of the <see cref="TopicBridge.Publisher"/>. Default <see cref="PublisherOptions"/>.</summary>
    public PublisherOptions? Publisher { get; init; }

    /// <summary>The options of the <see cref="TopicBridge.Subscriber"/>. Default <see cref="SubscriberOptions"/>.</summary>
    public SubscriberOptions? Subscriber { get; init; }
}
