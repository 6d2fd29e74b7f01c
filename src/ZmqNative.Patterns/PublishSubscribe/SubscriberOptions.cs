using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="Subscriber"/>.</summary>
/// <remarks>
/// <see cref="PatternOptions.SendHighWatermark"/> is 0, no limit, by default: a subscriber sends nothing but its subscriptions,
/// and libzmq drops those beyond the mark without an error, whenever it connects again with more than that.
/// </remarks>
public sealed record SubscriberOptions : PatternOptions
{
    /// <summary>Initializes the defaults, with no limit for queued subscriptions.</summary>
    public SubscriberOptions() => SendHighWatermark = 0;

    /// <summary>The encoding of texts in the Text format; ASCII must be one byte each in it. Default UTF-8.</summary>
    public Encoding Encoding { get; init; } = TextFormat.DefaultEncoding;

    /// <summary>Whether messages of three frames are envelopes: <c>topic | header | payload</c>. Default false.</summary>
    public bool Envelopes { get; init; }

    /// <summary>
    /// The number of messages that are handled at the same time, when there is a handler: from 1. Default 1, which keeps them in order.
    /// </summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>
    /// The callback for every message that cannot be read, after it was counted and before it is disposed. It must not throw or
    /// keep the message. Default none.
    /// </summary>
    public Action<MultipartMessage, string>? OnMalformed { get; init; }

    internal override void Validate()
    {
        base.Validate();
        TextFormat.ThrowIfNotAsciiCompatible(Encoding);
        OptionChecks.CheckRange(MaxConcurrency, 1, int.MaxValue, nameof(MaxConcurrency));
    }
}
