namespace ZmqNative.Cluster;

/// <summary>The settings of the streams of an <see cref="IDurableLog"/>, the same in all brokers of a cluster.</summary>
public sealed record DurableLogSettings
{
    /// <summary>The time for which ids of messages are remembered, so that a message is not appended twice. A nats-server that starts again knows the ids of the entries that it still has alone. 100 ms to 24 days 20 hours. Default 2 minutes.</summary>
    public TimeSpan DuplicateWindow
    {
        get;
        init => field = ClusterOptionChecks.Time(value);
    } = TimeSpan.FromMinutes(2);

    /// <summary>The time after which publications are removed. 100 ms to 24 days 20 hours. Default null: never.</summary>
    public TimeSpan? TopicsMaxAge
    {
        get;
        init => field = value is { } age ? ClusterOptionChecks.Time(age) : null;
    }

    /// <summary>The number of bytes of all publications, above which the oldest ones are removed. At least 1 KiB. Default null: no limit but the engine's.</summary>
    public long? TopicsMaxBytes
    {
        get;
        init => field = value is { } bytes ? ClusterOptionChecks.Range(bytes, 1024, long.MaxValue) : null;
    }

    /// <summary>
    /// The number of bytes of all durable tells that are not acknowledged, above which further ones are refused: <see cref="ClusterBroker.TellDurablyAsync"/> waits for space until <see cref="ClusterOptions.DurableTimeout"/>,
    /// and fails with <see cref="ClusterEngineException"/>. None is removed for it, and a limit that is lowered takes effect at once. On NATS each broker keeps it by the size that the stream has had up to 100 ms before, so it may be
    /// exceeded by what brokers append between two looks. At least 1 KiB. Default null: no limit but the engine's, whose storage the other streams share.
    /// </summary>
    public long? TellsMaxBytes
    {
        get;
        init => field = value is { } bytes ? ClusterOptionChecks.Range(bytes, 1024, long.MaxValue) : null;
    }
}
