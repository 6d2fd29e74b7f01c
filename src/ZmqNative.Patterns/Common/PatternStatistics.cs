namespace ZmqNative.Patterns;

/// <summary>What a pattern has done since it was made. Counts of messages, unless a member says otherwise.</summary>
public readonly record struct PatternStatistics
{
    /// <summary>Accepted by libzmq for sending.</summary>
    public long Sent { get; init; }

    /// <summary>Received, the malformed ones among them.</summary>
    public long Received { get; init; }

    /// <summary>Dropped by this side: for slow subscribers, or because a request expired or nobody waited for a reply.</summary>
    public long Dropped { get; init; }

    /// <summary>Received in a form that could not be read, and skipped.</summary>
    public long Malformed { get; init; }

    /// <summary>
    /// Received in part when their connection was lost, and discarded; not among <see cref="Received"/>. Always 0 with the libzmq that
    /// ZmqNative builds.
    /// </summary>
    public long Torn { get; init; }

    /// <summary>Handlers that threw.</summary>
    public long Failed { get; init; }

    /// <summary>Queued when the drain time of dispose was up, and lost.</summary>
    public long Lost { get; init; }

    /// <summary>Received, or queued by libzmq for receiving, when dispose began, and never handled.</summary>
    public long Unhandled { get; init; }

    /// <summary>
    /// The number of times that an endpoint was connected again after libzmq had ended its session for good: the peer broke the protocol,
    /// refused the connection, or sent a frame over <see cref="PatternOptions.MaxFrameSize"/>. Connections that libzmq makes again by
    /// itself are not counted.
    /// </summary>
    public long Reconnects { get; init; }
}
