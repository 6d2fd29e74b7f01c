namespace ZmqNative.Patterns;

/// <summary>The options of a <see cref="Pusher"/>.</summary>
public sealed record PusherOptions : PatternOptions;

/// <summary>The options of a <see cref="Puller"/>.</summary>
public sealed record PullerOptions : PatternOptions
{
    /// <summary>
    /// The number of messages that are handled at the same time, when there is a handler: from 1. Default 1, which keeps them in order.
    /// </summary>
    public int MaxConcurrency { get; init; } = 1;

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckRange(MaxConcurrency, 1, int.MaxValue, nameof(MaxConcurrency));
    }
}
