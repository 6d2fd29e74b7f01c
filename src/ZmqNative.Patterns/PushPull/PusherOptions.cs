namespace ZmqNative.Patterns;

/// <summary>How a <see cref="Pusher"/> pushes.</summary>
public sealed record PusherOptions : PatternOptions;

/// <summary>How a <see cref="Puller"/> pulls.</summary>
public sealed record PullerOptions : PatternOptions
{
    /// <summary>How many messages are handled at once, when there is a handler: from 1. Default 1, which keeps them in order.</summary>
    public int MaxConcurrency { get; init; } = 1;

    internal override void Validate()
    {
        base.Validate();
        OptionChecks.CheckRange(MaxConcurrency, 1, int.MaxValue, nameof(MaxConcurrency));
    }
}
