namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="Pusher"/>.</summary>
/// <remarks>
/// With <see cref="Delivery.Acknowledged"/>, <see cref="PatternOptions.SendHighWatermark"/> is the maximal number of messages that one puller has
/// without having acknowledged them, if the puller asks for so many.
/// </remarks>
public sealed record PusherOptions : PatternOptions
{
    /// <summary>The guarantees of delivery; the pullers need the same. Default <see cref="Delivery.Unacknowledged"/>.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>
    /// The maximal number of messages that are accepted and not acknowledged: from 1, default 10,000. One more waits until another one is
    /// acknowledged. At most 4,096 pushes wait; one more fails with <see cref="InvalidOperationException"/>. For
    /// <see cref="Delivery.Acknowledged"/> only, as all options below.
    /// </summary>
    public int MaxUnacknowledged { get; init; } = 10_000;

    /// <summary>
    /// The maximal number of bytes of the messages that are accepted and not acknowledged, without their headers: from 1, default 256 MiB. A
    /// larger message is accepted while there is no other one. Pushes that wait may have as many bytes again.
    /// </summary>
    public long MaxUnacknowledgedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// The number of times that handlers of pullers may fail for a message, from 1, default 5. Then the push fails with
    /// <see cref="DeliveryFailedException"/>. Deliveries to pullers that were lost do not count: a message that ends each process that handles it
    /// is delivered again and again, unless a handler rejects it by its <see cref="ReceivedMessage.DeliveryCount"/>.
    /// </summary>
    public int MaxFailures { get; init; } = 5;

    /// <summary>
    /// The longest time from the push to the acknowledgement. Then the push fails with <see cref="DeliveryFailedException"/>, and the message
    /// is not delivered again. Default null for no limit.
    /// </summary>
    public TimeSpan? DeliveryTimeout { get; init; }

    /// <summary>
    /// The longest time that a connected puller may have a message without settling it. Then the message goes to another puller, too, and the
    /// first one gets no more messages until it settles one. The time is
    /// exceeded by at most a second, or a half of it. The time begins when the message is sent, so it has to include that of the messages before
    /// it in the queue of the puller. Default null: a message goes to another puller only when the connection has ended, as it does
    /// when the process ends, or does not answer heartbeats (<see cref="PatternOptions.HeartbeatTimeout"/>).
    /// </summary>
    public TimeSpan? AcknowledgementTimeout { get; init; }

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckRange((int)Delivery, 0, (int)Delivery.Acknowledged, nameof(Delivery));
        OptionChecks.CheckRange(MaxUnacknowledged, 1, int.MaxValue, nameof(MaxUnacknowledged));
        OptionChecks.CheckRange(MaxUnacknowledgedBytes, 1, long.MaxValue, nameof(MaxUnacknowledgedBytes));
        OptionChecks.CheckRange(MaxFailures, 1, int.MaxValue, nameof(MaxFailures));
        if (DeliveryTimeout is { } delivery)
        {
            OptionChecks.CheckTimeout(delivery, "options", nameof(DeliveryTimeout));
        }

        if (AcknowledgementTimeout is { } acknowledgement)
        {
            OptionChecks.CheckTimeout(acknowledgement, "options", nameof(AcknowledgementTimeout));
        }
    }
}
