namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="PairServer"/> or a <see cref="PairClient"/>.</summary>
public sealed record PairOptions : PatternOptions
{
    /// <summary>The time-out of a request whose call has none: more than 0, up to 24 days. Default 5 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(RequestTimeout, "options", nameof(RequestTimeout));
    }
}
