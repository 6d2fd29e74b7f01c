namespace ZmqNative.Patterns;

/// <summary>The counts of a pattern since it was made: of messages, unless a member says otherwise.</summary>
public readonly record struct PatternStatistics
{
    /// <summary>Accepted by libzmq for sending.</summary>
    public long Sent { get; init; }

    /// <summary>Received, the malformed ones among them.</summary>
    public long Received { get; init; }

    /// <summary>
    /// Dropped by this side: for slow subscribers, each message once for each of them, or because a request expired or nobody waited for a
    /// reply. Slow subscribers are counted by the libzmq that ZmqNative builds alone; with another one see <see cref="DropEpisodes"/>.
    /// </summary>
    public long Dropped { get; init; }

    /// <summary>The part of <see cref="Dropped"/> that were replies to a peer whose connection had ended.</summary>
    public long DroppedUnreachable { get; init; }

    /// <summary>
    /// How often a publisher began to drop because a subscriber's queue had become full, with a libzmq that does not count what it drops. An
    /// episode ends when the queue has room again, and may have cost any number of messages. Always 0 with the libzmq that ZmqNative
    /// builds, where <see cref="Dropped"/> has each of them.
    /// </summary>
    public long DropEpisodes { get; init; }

    /// <summary>Received in a form that could not be read, and skipped.</summary>
    public long Malformed { get; init; }

    /// <summary>
    /// Received in part when their connection was lost, and discarded; not among <see cref="Received"/>. Always 0 with the libzmq that
    /// ZmqNative builds.
    /// </summary>
    public long Torn { get; init; }

    /// <summary>Handlers that threw.</summary>
    public long Failed { get; init; }

    /// <summary>
    /// Queued when the drain time of dispose was up, and lost; of a <see cref="Pusher"/> that never had a peer, also what was accepted and not
    /// sent within <see cref="PatternOptions.Linger"/>.
    /// </summary>
    public long Lost { get; init; }

    /// <summary>Received, or queued by libzmq for receiving, when dispose began, and never handled.</summary>
    public long Unhandled { get; init; }

    /// <summary>
    /// The number of times that an endpoint was connected again after libzmq had ended its session for good: the peer broke the protocol,
    /// refused the connection, or sent a frame over <see cref="PatternOptions.MaxFrameSize"/>. Connections that libzmq makes again by
    /// itself are not counted.
    /// </summary>
    public long Reconnects { get; init; }

    /// <summary>
    /// The number of connection events that readers were too slow for (<see cref="Pattern.ReadConnectionEventsAsync"/>,
    /// <see cref="Pattern.ConnectionChanged"/>), summed over them.
    /// </summary>
    public long MissedConnectionEvents { get; init; }
}
