using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The limits of the health check.</summary>
public sealed record ZmqNativeHealthOptions
{
    /// <summary>
    /// The time without a message after which a receiving socket is unhealthy, by the name of the socket. Default: none. In configuration
    /// <c>ZmqNative:Subscribers:ticks:StaleAfter</c> is the same, and overrides it. Before the first message the time is counted from
    /// the first check.
    /// </summary>
    public IReadOnlyDictionary<string, TimeSpan> StaleAfter { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of waiting sends and requests in flight above which a socket is degraded. Default null: no limit.</summary>
    public int? MaxQueueDepth { get; init; }

    /// <summary>The number of entries that a durable subscription of a broker in a cluster may be behind, and of durable tells that may wait for their actors; with more the broker is degraded. Default null: no limit.</summary>
    public long? MaxDurableLag { get; init; }

    /// <summary>
    /// The time within which the reactor must respond to be healthy. More than 0, at most 24 days 20 hours, or <see cref="Timeout.InfiniteTimeSpan"/>; default 5 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan ReactorTimeout
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                OptionChecks.CheckTimeout(value, nameof(value), nameof(ReactorTimeout));
            }

            field = value;
        }
    } = TimeSpan.FromSeconds(5);
}
