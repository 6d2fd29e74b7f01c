namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="PairServer"/> or a <see cref="PairClient"/>.</summary>
public sealed record PairOptions : PatternOptions
{
    /// <summary>The time-out of a request whose call has none: more than 0, up to 24 days. Default 5 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether a <see cref="PairServer"/> answers a message whose handler has failed with the type and the message of the exception, at most
    /// 1 KiB of UTF-8, instead of an empty message. They may contain secrets, and the client cannot distinguish them from a reply: for
    /// development. Default false. Of no effect in a <see cref="PairClient"/>.
    /// </summary>
    public bool EnableDetailedErrors { get; init; }

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(RequestTimeout, "options", nameof(RequestTimeout));
    }
}
