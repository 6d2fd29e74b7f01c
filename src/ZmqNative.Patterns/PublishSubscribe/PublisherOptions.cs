using System.Text;

namespace ZmqNative.Patterns;

/// <summary>How a <see cref="Publisher"/> publishes.</summary>
public sealed record PublisherOptions : PatternOptions
{
    /// <summary>The message id of publications that name none, from 0. Default 1000, as in the Python module.</summary>
    public int MessageId { get; init; } = TextFormat.DefaultMessageId;

    /// <summary>The encoding of texts in the Text format; ASCII must be one byte each in it. Default UTF-8.</summary>
    public Encoding Encoding { get; init; } = TextFormat.DefaultEncoding;

    /// <summary>
    /// Whether the last message of each topic or message id is kept and sent to who subscribes to it. Default false.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The values come in the order of their publication, and an old one never after a new one of the same topic. What has no room in the
    /// subscriber's queue is dropped, and counted in <see cref="PatternStatistics.Dropped"/>: with many topics behind one prefix raise
    /// <see cref="PatternOptions.SendHighWatermark"/> to as many.
    /// </para>
    /// <para>
    /// With another libzmq than the one that ZmqNative builds, others who hold such a subscription get the values again, too, and in all at
    /// most <see cref="LastValueCacheCapacity"/> values a second are sent again; what is beyond that is dropped and counted likewise.
    /// </para>
    /// </remarks>
    public bool LastValueCache { get; init; }

    /// <summary>How many topics the last-value cache keeps, from 1; the one not published for longest goes first. Default 10,000.</summary>
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
