namespace ZmqNative.Actors;

/// <summary>What a <see cref="TopicBridge"/> connects, and how messages look outside.</summary>
public sealed record TopicBridgeOptions
{
    /// <summary>
    /// Where to publish what is published within the broker, such as <c>tcp://*:5556</c>; several with commas; <c>&gt;</c> in
    /// front connects instead of binding. Default nowhere.
    /// </summary>
    public string? PublishAt { get; init; }

    /// <summary>Which topics go out, by prefix as in <see cref="BrokerTopics.Subscribe(string, ActorRef)"/>. Default all.</summary>
    public IReadOnlyList<string> Outgoing { get; init; } = [string.Empty];

    /// <summary>
    /// Whose publications come in, such as <c>tcp://localhost:5556</c>; several with commas; <c>@</c> in front binds instead.
    /// Default nobody's.
    /// </summary>
    public string? SubscribeTo { get; init; }

    /// <summary>The topics that come in, by prefix, at least one. Default all: one empty text.</summary>
    public IReadOnlyList<string> Incoming { get; init; } = [string.Empty];

    /// <summary>
    /// The payload of a message that goes out; null leaves it to the default, which is: frames as they are, bytes
    /// (<c>byte[]</c>, <see cref="ReadOnlyMemory{T}"/>) as they are, texts in UTF-8, all else by
    /// <see cref="BrokerOptions.Serializer"/>. What neither can write becomes a dead letter.
    /// </summary>
    public Func<TopicMessage, Frame?>? Write { get; init; }

    /// <summary>
    /// What comes in, as subscribers get it; null leaves it to the default, which is the first payload frame as <c>byte[]</c>. A
    /// message for which it throws is counted in the subscriber's <see cref="PatternStatistics"/> and left out.
    /// </summary>
    public Func<ReceivedMessage, object?>? Read { get; init; }

    /// <summary>How many messages may wait to go out; more are dropped and become dead letters. Default 8,192.</summary>
    public int QueueCapacity { get; init; } = 8192;

    /// <summary>How the <see cref="TopicBridge.Publisher"/> works. Default <see cref="PublisherOptions"/>.</summary>
    public PublisherOptions? Publisher { get; init; }

    /// <summary>How the <see cref="TopicBridge.Subscriber"/> works. Default <see cref="SubscriberOptions"/>.</summary>
    public SubscriberOptions? Subscriber { get; init; }
}
