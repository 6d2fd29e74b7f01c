namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="Puller"/>.</summary>
public sealed record PullerOptions : PatternOptions
{
    /// <summary>
    /// The number of messages that are handled at the same time, when there is a handler: from 1. Default 1, which keeps them in order.
    /// </summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>The guarantees of delivery; the pushers need the same. Default <see cref="Delivery.Unacknowledged"/>.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>
    /// The maximal number of messages of each pusher that the puller has, handled or queued, and has not settled: 1 to 65,536. Default 256.
    /// A smaller number distributes messages more evenly, and less is delivered again when the puller is lost; a greater one is faster over a
    /// slow network. For <see cref="Delivery.Acknowledged"/> only.
    /// </summary>
    public int Prefetch { get; init; } = 256;

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckRange(MaxConcurrency, 1, int.MaxValue, nameof(MaxConcurrency));
        OptionChecks.CheckRange((int)Delivery, 0, (int)Delivery.Acknowledged, nameof(Delivery));
        OptionChecks.CheckRange(Prefetch, 1, DeliveryFrame.MaxSettled, nameof(Prefetch));
    }
}
