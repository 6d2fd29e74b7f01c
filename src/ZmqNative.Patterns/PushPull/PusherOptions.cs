namespace ZmqNative.Patterns;

/// <summary>How a <see cref="Pusher"/> pushes.</summary>
public sealed record PusherOptions : PatternOptions;

/// <summary>How a <see cref="Puller"/> pulls.</summary>
public sealed record PullerOptions : PatternOptions
{
    /// <summary>How many messages are handled at once, when there is a handler. Default 1.</summary>
    public int MaxConcurrency { get; init; } = 1;
}
