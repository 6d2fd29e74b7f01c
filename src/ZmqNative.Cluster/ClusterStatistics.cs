namespace ZmqNative.Cluster;

/// <summary>The counts of a broker in a cluster.</summary>
public sealed record ClusterStatistics
{
    /// <summary>The number of times that the broker has joined.</summary>
    public long Joins { get; init; }

    /// <summary>The number of leases that it has lost.</summary>
    public long LostLeases { get; init; }

    /// <summary>The number of renewals of its lease, of all sessions.</summary>
    public long Renewals { get; init; }

    /// <summary>The number of attempts to renew a lease that have failed, of all sessions. Each is repeated until the lease ends.</summary>
    public long RenewalFailures { get; init; }

    /// <summary>The number of shards that it has claimed, of all sessions.</summary>
    public long Claims { get; init; }

    /// <summary>The number of shards that it has handed over, of all sessions.</summary>
    public long Releases { get; init; }

    /// <summary>The number of messages that wait for the owner of their shard now.</summary>
    public int Waiting { get; init; }

    /// <summary>
    /// The number of messages that other brokers of the cluster have sent to this one for shards that it did not own, or not under their fence: their table was behind, or ahead. An ask goes back to its sender, which
    /// sends it to the owner; a tell is passed on.
    /// </summary>
    public long Redirected { get; init; }

    /// <summary>The number of messages of peers outside of the cluster, such as a plain REQ, that this broker has passed on to the owner of their shard.</summary>
    public long Forwarded { get; init; }

    /// <summary>The number of durable publications of this broker that the engine has confirmed.</summary>
    public long DurablePublished { get; init; }

    /// <summary>The number of durable publications of this broker that the engine has not confirmed in time.</summary>
    public long DurablePublishFailures { get; init; }

    /// <summary>The number of durable subscriptions now.</summary>
    public int DurableSubscriptions { get; init; }

    /// <summary>The number of durable publications that subscriptions have got.</summary>
    public long DurableRead { get; init; }

    /// <summary>The number of entries that the limits of the log have removed before subscriptions could read them: the sum of <see cref="DurablePublication.Missed"/>.</summary>
    public long DurableMissed { get; init; }

    /// <summary>
    /// The number of entries that the durable subscription furthest behind has not got, as of its last publication. Subscriptions to a prefix do not know theirs, and count as 0.
    /// </summary>
    public long DurableLag { get; init; }

    /// <summary>The number of durable tells that the engine has confirmed to this broker.</summary>
    public long TellsAppended { get; init; }

    /// <summary>The number of handlings of durable tells that have completed.</summary>
    public long TellsHandled { get; init; }

    /// <summary>The number of handlings of durable tells that have failed, and are tried again.</summary>
    public long TellsRetried { get; init; }

    /// <summary>The number of durable tells that this broker has given up: see <see cref="ClusterBroker.DeadLetters"/>.</summary>
    public long TellsDeadLettered { get; init; }

    /// <summary>The number of readings of durable tells that have ended with a failure of the engine. Each begins again by itself.</summary>
    public long TellReadingFailures { get; init; }

    /// <summary>
    /// The number of durable tells of the owned shards that are not acknowledged, with those that the log had behind the last one when its owner read it. A shard whose <see cref="DurableTellOptions.MaxHeldPerShard"/> is reached reads none,
    /// and does not count those that are told meanwhile.
    /// </summary>
    public int TellsWaiting { get; init; }
}
