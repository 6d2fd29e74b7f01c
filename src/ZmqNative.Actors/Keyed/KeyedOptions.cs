namespace ZmqNative.Actors;

/// <summary>How keyed actors live.</summary>
public sealed record KeyedOptions
{
    internal static KeyedOptions Default { get; } = new();

    /// <summary>After which time without a message an actor is stopped, until its next one. Default 10 minutes; null never.</summary>
    public TimeSpan? PassivateAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How each of them is run. Default <see cref="BrokerOptions.Actors"/>.</summary>
    public ActorOptions? Actor { get; init; }
}
