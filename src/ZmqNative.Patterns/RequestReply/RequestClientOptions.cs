namespace ZmqNative.Patterns;

/// <summary>How a <see cref="RequestClient"/> asks.</summary>
public sealed record RequestClientOptions : PatternOptions
{
    /// <summary>How long a request waits for its reply when the call does not say, up to 24 days. Default 5 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many requests may be in flight, 1 to 1,048,575. Default 4,096; one more throws.</summary>
    public int MaxInFlight { get; init; } = 4096;

    /// <summary>
    /// How often a request that is declared idempotent is sent at most; its deadline is shared out evenly. Default 3.
    /// </summary>
    public int IdempotentAttempts { get; init; } = 3;

    internal override void Validate()
    {
        base.Validate();
        TimeLimits.CheckTimeout(Timeout, "options", nameof(Timeout));
    }
}
