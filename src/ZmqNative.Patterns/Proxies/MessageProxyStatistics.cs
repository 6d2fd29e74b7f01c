namespace ZmqNative.Patterns;

/// <summary>The counts of a <see cref="MessageProxy"/> since it was created. A message counts as one, for any number of frames.</summary>
public readonly record struct MessageProxyStatistics
{
    /// <summary>The number of messages passed from the frontend to the backend.</summary>
    public long ForwardMessages { get; init; }

    /// <summary>The number of bytes of all their frames.</summary>
    public long ForwardBytes { get; init; }

    /// <summary>The number of messages passed from the backend to the frontend: replies, and the subscriptions of a forwarder.</summary>
    public long BackwardMessages { get; init; }

    /// <summary>The number of bytes of all their frames.</summary>
    public long BackwardBytes { get; init; }

    /// <summary>The number of copies that the capture socket has accepted.</summary>
    public long Captured { get; init; }

    /// <summary>The number of copies that were dropped because the queue of the capture socket was full, or it had no peer.</summary>
    public long CaptureDropped { get; init; }

    /// <summary>
    /// The number of messages that the proxy had taken and could not pass: it ended before, or a reply was for a client that has
    /// disconnected or whose queue is full. Messages that a forwarder drops for slow subscribers are not among them.
    /// </summary>
    public long Lost { get; init; }
}
