namespace ZmqNative.Patterns;

/// <summary>The limits of the subscriptions of each peer of a publisher or forwarder.</summary>
internal static class SubscriptionLimits
{
    /// <summary>Far longer than names of topics are; libzmq takes 400 KB for it.</summary>
    public const int TopicLength = 4096;

    /// <summary>More than twice the 100,000 topics that a subscriber has to be able to have; up to 300 MB.</summary>
    public const int Subscriptions = 250_000;

    /// <summary>40 bytes for each of 100,000 topics; up to 400 MB, if no topic begins like another one.</summary>
    public const long TopicBytes = 4L * 1024 * 1024;

    /// <summary>Sets the limits of a socket that peers subscribe to.</summary>
    public static void Apply(Socket socket, PatternOptions options)
    {
        if (socket.Type is SocketType.XPub && Zmq.IsCorrected)
        {
            PublisherOptions? publisher = options as PublisherOptions;
            socket.MaxTopicLength = publisher is null ? TopicLength : publisher.MaxTopicLength;
            socket.MaxSubscriptions = publisher is null ? Subscriptions : publisher.MaxSubscriptionsPerPeer;
            socket.MaxTopicBytes = publisher is null ? TopicBytes : publisher.MaxTopicBytesPerPeer;
        }
    }
}
