namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="ProtocolClient{TId}"/>.</summary>
public sealed record ProtocolClientOptions : PatternOptions
{
    /// <summary>
    /// The time-out for the final reply to a request whose call has none: more than 0, up to 24 days. Default 5 seconds.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The maximal number of requests in flight, 1 to 1,048,575. Default 4,096; one more fails.</summary>
    public int MaxInFlight { get; init; } = 4096;

    /// <summary>
    /// The maximal number of replies of one request that are queued for the reader of their stream, and of messages for the reader of
    /// <see cref="ProtocolClient{TId}.ReadUnsolicitedAsync"/>: at least 1. Default 1,000. One more reply fails its request with
    /// <see cref="ReplyQueueFullException"/>; an unsolicited message is dropped.
    /// </summary>
    public int MaxQueuedMessages { get; init; } = 1000;

    /// <summary>
    /// The maximal number of bytes of these messages together, as <see cref="MaxQueuedMessages"/>: at least 1. Default 64 MiB. A message
    /// that is larger is queued only when the queue is empty.
    /// </summary>
    public long MaxQueuedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Whether requests that were sent fail with <see cref="ConnectionLostException"/> when the last connection of the client ends, as
    /// <see cref="RequestClientOptions.FailOnDisconnect"/>. Default true.
    /// </summary>
    public bool FailOnDisconnect { get; init; } = true;

    // Without a connection all requests wait on the socket.
    internal override int MaxPendingOperations => Math.Max(base.MaxPendingOperations, MaxInFlight);

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(RequestTimeout, "options", nameof(RequestTimeout));
        CheckRange("options", MaxInFlight, CorrelationTable<object>.MaxCapacity, nameof(MaxInFlight));
        CheckRange("options", MaxQueuedMessages, int.MaxValue, nameof(MaxQueuedMessages));
        CheckRange("options", MaxQueuedBytes, long.MaxValue, nameof(MaxQueuedBytes));
    }

    private static void CheckRange(string parameter, long value, long most, string option)
    {
        if (value < 1 || value > most)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{option} is {value}; it must be 1 to {most:N0}.");
        }
    }
}
