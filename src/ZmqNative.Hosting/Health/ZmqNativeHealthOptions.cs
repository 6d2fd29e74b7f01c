namespace ZmqNative.Hosting;

/// <summary>When messaging is healthy.</summary>
public sealed record ZmqNativeHealthOptions
{
    /// <summary>
    /// After how long without a message a receiving socket is unhealthy, by its name. Default none; in configuration
    /// <c>ZmqNative:Subscribers:ticks:StaleAfter</c> says the same, and goes over it. Before the first message the time runs from
    /// the first check.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> StaleAfter { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);

    /// <summary>From how many waiting sends or requests in flight a socket is degraded. Default null: never.</summary>
    public int? MaxQueueDepth { get; init; }

    /// <summary>How long the reactor may take to answer before it counts as dead. Default 5 seconds.</summary>
    public TimeSpan ReactorTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
