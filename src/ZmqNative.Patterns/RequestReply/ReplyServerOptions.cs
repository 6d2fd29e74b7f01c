namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="ReplyServer"/>.</summary>
/// <remarks>
/// <see cref="PatternOptions.SendHighWatermark"/> is 8,192 by default: replies beyond it, to a client that does not read,
/// are dropped and counted.
/// </remarks>
public sealed record ReplyServerOptions : PatternOptions
{
    /// <summary>Initializes the defaults, with space for more replies per client than a client may have requests in flight.</summary>
    public ReplyServerOptions() => SendHighWatermark = 8192;

    /// <summary>The number of requests that are handled at the same time, from 1. Default 1.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>
    /// The number of requests that are read ahead of the handlers, 1 to 1,000,000. Default 64. When they are read the server stops reading,
    /// so that the high-water mark reaches the clients. What clients say about streams and cancellations comes in the same order as their
    /// requests, and is then not read either until a handler has ended: streams pause after the replies that are allowed already, and a handler
    /// is not cancelled. A larger value reads them earlier, at the cost of memory; so does a higher <see cref="MaxConcurrency"/>.
    /// </summary>
    public int Prefetch { get; init; } = 64;

    /// <summary>
    /// The number of streams that may be sent at once, and of handlers whose clients may cancel them, 1 to 1,000,000; default 1,024. One
    /// stream more is refused with <see cref="ReplyStatus.Overloaded"/> and counted (<see cref="PatternStatistics.DroppedOverQuota"/>); the handler of
    /// one more request cannot be cancelled.
    /// </summary>
    public int MaxStreams { get; init; } = 1024;

    /// <summary>
    /// The same number of one peer, 1 to 1,000,000; default 256. A peer is the user whom the authenticator has accepted, else the address
    /// (all clients behind a proxy or a NAT share one), else the connection. The places of a connection that has ended are free at the next heartbeat.
    /// </summary>
    public int MaxStreamsPerPeer { get; init; } = 256;

    /// <summary>
    /// The reply to a client without the correlation frame of this library, such as a plain REQ, when the handler fails.
    /// Default an empty frame.
    /// </summary>
    public ReadOnlyMemory<byte> ForeignErrorBody { get; init; }

    /// <summary>
    /// Whether clients get the type and the message of an exception that a handler throws, at most 1 KiB of UTF-8. They may contain
    /// secrets. Default false: clients only get the information that the handler failed. The text of a
    /// <see cref="RequestRejectedException"/> is meant for clients and is always sent to them, at most 1 KiB of it.
    /// </summary>
    public bool EnableDetailedErrors { get; init; }

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckRange(MaxConcurrency, 1, int.MaxValue, nameof(MaxConcurrency));
        OptionChecks.CheckRange(Prefetch, 1, 1_000_000, nameof(Prefetch));
        OptionChecks.CheckRange(MaxStreams, 1, 1_000_000, nameof(MaxStreams));
        OptionChecks.CheckRange(MaxStreamsPerPeer, 1, 1_000_000, nameof(MaxStreamsPerPeer));
    }
}
