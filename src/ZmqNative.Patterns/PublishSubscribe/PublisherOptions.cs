using System.Text;

namespace ZmqNative.Patterns;

/// <summary>How a <see cref="Publisher"/> publishes.</summary>
public sealed record PublisherOptions : PatternOptions
{
    /// <summary>The message id of publications that name none. Default 1000, as in the Python module.</summary>
    public int MessageId { get; init; } = TextFormat.DefaultMessageId;

    /// <summary>The encoding of texts in the Text format; ASCII must be one byte each in it. Default UTF-8.</summary>
    public Encoding Encoding { get; init; } = TextFormat.DefaultEncoding;

    /// <summary>
    /// Whether the last message of each topic or message id is kept and published again when somebody subscribes to it.
    /// Others who have the same subscription get it again, too. Default false.
    /// </summary>
    public bool LastValueCache { get; init; }

    /// <summary>How many topics the last-value cache keeps; the one not published for longest goes first. Default 10,000.</summary>
    public int LastValueCacheCapacity { get; init; } = 10_000;

    /// <summary>The <c>source</c> in envelopes. Default the machine's name and the process id.</summary>
    public string Source { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
