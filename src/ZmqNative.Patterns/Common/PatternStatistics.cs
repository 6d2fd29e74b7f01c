namespace ZmqNative.Patterns;

/// <summary>The counts of a pattern since it was created: of messages, unless stated otherwise.</summary>
public readonly record struct PatternStatistics
{
    /// <summary>The number of messages that libzmq has accepted for sending.</summary>
    public long Sent { get; init; }

    /// <summary>The number of messages received, including the malformed ones.</summary>
    public long Received { get; init; }

    /// <summary>
    /// The number of messages dropped by this side: for slow subscribers, each message once for each of them; because a request expired; or
    /// because no request was pending for a reply. Drops for slow subscribers are counted only by the libzmq that ZmqNative builds; with
    /// another one see <see cref="DropEpisodes"/>. A puller with <see cref="Delivery.Acknowledged"/> drops messages whose connection has ended before
    /// it has read them; they are delivered again.
    /// </summary>
    public long Dropped { get; init; }

    /// <summary>The number of replies, among <see cref="Dropped"/>, to a peer whose connection had ended.</summary>
    public long DroppedUnreachable { get; init; }

    /// <summary>
    /// The number of replies, among <see cref="Dropped"/>, to a peer that did not read them, so that its queue was full
    /// (<see cref="PatternOptions.SendHighWatermark"/>).
    /// </summary>
    public long DroppedQueueFull { get; init; }

    /// <summary>
    /// The number of messages that were received from users whom the <see cref="Authenticator"/> does not accept any more, and were dropped; not
    /// among <see cref="Dropped"/>. With the libzmq that ZmqNative builds the connections of these users end at once
    /// (<see cref="RevokedConnections"/>), and what libzmq has received and the pattern has not is dropped with them, without being counted.
    /// </summary>
    public long DroppedRevoked { get; init; }

    /// <summary>
    /// The number of connections that were closed when they were accepted, because of <see cref="PatternOptions.MaxConnections"/>,
    /// <see cref="PatternOptions.MaxConnectionsPerAddress"/> or for want of descriptors, of which a reserve is kept: a sixteenth of those that the process may have, at most 64.
    /// Always 0 with another libzmq than that of ZmqNative.
    /// </summary>
    public long RefusedConnections { get; init; }

    /// <summary>
    /// The number of connections that this side has ended because the <see cref="Authenticator"/> does not accept their users any more. Always 0 with
    /// another libzmq than that of ZmqNative: there the connections exist on.
    /// </summary>
    public long RevokedConnections { get; init; }

    /// <summary>
    /// The number of messages of peers to actors that the options of the broker's endpoint do not let them reach; not among <see cref="Dropped"/>.
    /// </summary>
    public long DroppedForbidden { get; init; }

    /// <summary>
    /// The number of messages of peers that were refused because their peer, or all peers together, held as much as the options of a broker's endpoint or
    /// of a <see cref="ReplyServer"/> permit: pending asks, streams, watches, keyed actors. The peer gets <see cref="ReplyStatus.Overloaded"/>. Not
    /// among <see cref="Dropped"/>.
    /// </summary>
    public long DroppedOverQuota { get; init; }

    /// <summary>
    /// The number of times that a publisher began to drop because a subscriber's queue had become full, with a libzmq that does not count
    /// drops. An episode ends when the queue has space again, and stands for any number of lost messages. Always 0 with the libzmq that
    /// ZmqNative builds, where <see cref="Dropped"/> counts each message.
    /// </summary>
    public long DropEpisodes { get; init; }

    /// <summary>The number of messages received in a form that could not be read, and skipped.</summary>
    public long Malformed { get; init; }

    /// <summary>
    /// The number of connections that libzmq has ended because their peer sent a frame over <see cref="PatternOptions.MaxFrameSize"/>, or a message
    /// far over <see cref="PatternOptions.MaxMessageSize"/> or <see cref="PatternOptions.MaxFrames"/>. Always 0 with another libzmq than the one
    /// that ZmqNative builds, which ends only those with such a frame.
    /// </summary>
    public long Oversized { get; init; }

    /// <summary>
    /// The number of subscriptions that a publisher, or a forwarder on its side of the subscribers, has refused, because they were over a limit of the peer
    /// (<see cref="PublisherOptions.MaxTopicLength"/>). Always 0 with another libzmq than the one that ZmqNative builds.
    /// </summary>
    public long RefusedSubscriptions { get; init; }

    /// <summary>
    /// The number of messages that had been received in part when their connection was lost, and were discarded; not among
    /// <see cref="Received"/>. Always 0 with the libzmq that ZmqNative builds.
    /// </summary>
    public long Torn { get; init; }

    /// <summary>The number of calls of handlers that threw.</summary>
    public long Failed { get; init; }

    /// <summary>
    /// With <see cref="Delivery.Acknowledged"/>, the number of messages that a pusher's pullers have acknowledged, or that a puller has acknowledged.
    /// </summary>
    public long Acknowledged { get; init; }

    /// <summary>
    /// With <see cref="Delivery.Acknowledged"/>, the number of messages, among <see cref="Sent"/> or <see cref="Received"/>, that were delivered
    /// before: to a puller that was lost, or whose handler failed.
    /// </summary>
    public long Redelivered { get; init; }

    /// <summary>
    /// With <see cref="Delivery.Acknowledged"/>, the number of messages that a pusher has given up (<see cref="DeliveryFailedException"/>), or that a
    /// puller has rejected.
    /// </summary>
    public long Undeliverable { get; init; }

    /// <summary>
    /// The number of messages still queued when the drain time of dispose was over, and lost; of a <see cref="Pusher"/> that never had a
    /// peer, also the messages that were accepted and not sent within <see cref="PatternOptions.Linger"/>. With
    /// <see cref="Delivery.Acknowledged"/>, the number of messages that were not acknowledged then.
    /// </summary>
    public long Lost { get; init; }

    /// <summary>The number of messages received, or queued by libzmq for receiving, when dispose began, and never handled.</summary>
    public long Unhandled { get; init; }

    /// <summary>
    /// The number of times that this library connected an endpoint again after libzmq had ended its session: the peer broke the protocol,
    /// refused the connection, or sent a frame over <see cref="PatternOptions.MaxFrameSize"/>. Connections that libzmq makes again by
    /// itself are not counted.
    /// </summary>
    public long Reconnects { get; init; }

    /// <summary>
    /// The number of connection events that readers missed because they were too slow (<see cref="Pattern.ReadConnectionEventsAsync"/>,
    /// <see cref="Pattern.ConnectionChanged"/>), summed over them.
    /// </summary>
    public long MissedConnectionEvents { get; init; }
}
