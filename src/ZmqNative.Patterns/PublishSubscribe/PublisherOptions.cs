using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="Publisher"/>.</summary>
public sealed record PublisherOptions : PatternOptions
{
    /// <summary>The message id of publications without one in the call, from 0. Default 1000, as in the Python module.</summary>
    public int MessageId { get; init; } = TextFormat.DefaultMessageId;

    /// <summary>The encoding of texts in the Text format; ASCII must be one byte each in it. Default UTF-8.</summary>
    public Encoding Encoding { get; init; } = TextFormat.DefaultEncoding;

    /// <summary>
    /// Whether the last message of each topic or message id is kept and sent to new subscribers. Default false.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The values are sent in the order of their publication, and an old one never after a new one of the same topic. Values for which the
    /// subscriber's queue has no space are dropped, and counted in <see cref="PatternStatistics.Dropped"/>: with many topics of one prefix
    /// raise <see cref="PatternOptions.SendHighWatermark"/> to their number.
    /// </para>
    /// <para>
    /// With another libzmq than the one that ZmqNative builds, other peers with such a subscription get the values again, too, and in all
    /// at most <see cref="LastValueCacheCapacity"/> values a second are sent again; further ones are dropped and counted likewise.
    /// </para>
    /// </remarks>
    public bool LastValueCache { get; init; }

    /// <summary>
    /// The maximal number of topics in the last-value cache, from 1; the topic not published for longest is removed first. Default 10,000.
    /// </summary>
    public int LastValueCacheCapacity { get; init; } = 10_000;

    /// <summary>
    /// The longest topic, in bytes, to which a subscriber can subscribe, from 0. Default 4,096; null for no limit. A subscription over this limit, or
    /// over one of the next two, has no effect and is counted (<see cref="PatternStatistics.RefusedSubscriptions"/>): ZMTP has no answer for it, and a
    /// subscriber that was disconnected would send all its subscriptions again and again. The limits need the libzmq that ZmqNative builds.
    /// </summary>
    public int? MaxTopicLength { get; init; } = SubscriptionLimits.TopicLength;

    /// <summary>
    /// The largest number of different topics to which a subscriber can be subscribed at a time, from 0. Default 250,000; null for no limit.
    /// A forwarder is one subscriber, with the topics of all its own ones.
    /// </summary>
    public int? MaxSubscriptionsPerPeer { get; init; } = SubscriptionLimits.Subscriptions;

    /// <summary>
    /// The largest sum of the lengths, in bytes, of all topics to which a subscriber is subscribed, from 0. Default 4 MiB, which is 40 bytes for each of
    /// 100,000 topics, and takes 400 MB of memory at most; null for no limit.
    /// </summary>
    public long? MaxTopicBytesPerPeer { get; init; } = SubscriptionLimits.TopicBytes;

    /// <summary>The <c>source</c> in envelopes. Default the machine's name and the process id.</summary>
    public string Source { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    internal override void Validate()
    {
        base.Validate();
        TextFormat.ThrowIfNotAsciiCompatible(Encoding);
        OptionChecks.CheckRange(MessageId, 0, int.MaxValue, nameof(MessageId));
        OptionChecks.CheckRange(MaxTopicLength ?? 0, 0, int.MaxValue, nameof(MaxTopicLength));
        OptionChecks.CheckRange(MaxSubscriptionsPerPeer ?? 0, 0, int.MaxValue, nameof(MaxSubscriptionsPerPeer));
        OptionChecks.CheckRange(MaxTopicBytesPerPeer ?? 0, 0, long.MaxValue, nameof(MaxTopicBytesPerPeer));
        OptionChecks.CheckRange(LastValueCacheCapacity, 1, int.MaxValue, nameof(LastValueCacheCapacity));
    }
}
