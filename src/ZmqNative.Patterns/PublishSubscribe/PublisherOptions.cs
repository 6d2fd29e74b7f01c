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

    /// <summary>The <c>source</c> in envelopes. Default the machine's name and the process id.</summary>
    public string Source { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    internal override void Validate()
    {
        base.Validate();
        TextFormat.ThrowIfNotAsciiCompatible(Encoding);
        OptionChecks.CheckRange(MessageId, 0, int.MaxValue, nameof(MessageId));
        OptionChecks.CheckRange(LastValueCacheCapacity, 1, int.MaxValue, nameof(LastValueCacheCapacity));
    }
}
