namespace ZmqNative.Patterns;

/// <summary>What a <see cref="MessageProxy"/> has passed since it was made. A message counts as one, however many frames it has.</summary>
public readonly record struct MessageProxyStatistics
{
    /// <summary>Messages passed from the frontend to the backend.</summary>
    public long ForwardMessages { get; init; }

    /// <summary>The bytes of all their frames.</summary>
    public long ForwardBytes { get; init; }

    /// <summary>Messages passed from the backend to the frontend: replies, and the subscriptions of a forwarder.</summary>
    public long BackwardMessages { get; init; }

    /// <summary>The bytes of all their frames.</summary>
    public long BackwardBytes { get; init; }

    /// <summary>Copies that the capture socket has taken.</summary>
    public long Captured { get; init; }

    /// <summary>Copies that were dropped because the capture socket had no room, or nobody to take them.</summary>
    public long CaptureDropped { get; init; }

    /// <summary>
    /// Messages that the proxy had taken and could not pass: its end came first, or a reply was for a client that has gone or has no room for
    /// it. What a forwarder drops for slow subscribers is not among them.
    /// </summary>
    public long Lost { get; init; }
}
