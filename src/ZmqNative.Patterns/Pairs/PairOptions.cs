namespace ZmqNative.Patterns;

/// <summary>How a <see cref="PairServer"/> or a <see cref="PairClient"/> talks.</summary>
public sealed record PairOptions : PatternOptions
{
    /// <summary>How long a request waits for its answer when the call does not say, up to 24 days. Default 5 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckTimeout(RequestTimeout, "options", nameof(RequestTimeout));
    }
}
