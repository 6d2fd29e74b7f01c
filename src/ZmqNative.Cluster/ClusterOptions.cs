namespace ZmqNative.Cluster;

/// <summary>The options of a broker in a cluster. Each is checked when it is set.</summary>
/// <remarks>An option that is out of its range throws an <see cref="ArgumentOutOfRangeException"/> with the range in its text.</remarks>
public sealed record ClusterOptions
{
    private const int MaxShards = 65_536;

    /// <summary>
    /// The endpoints at which the other brokers reach this one; they use the first one. Default null: the endpoints that the broker has bound, <c>inproc://</c> last, with the
    /// name of the host in place of an address that means all interfaces. Set it where others reach the broker under another name.
    /// </summary>
    /// <exception cref="ArgumentException">Others cannot connect to one of them: it is no endpoint, has a wildcard, or means all interfaces.</exception>
    public IReadOnlyList<string>? Endpoints
    {
        get;
        init => field = ClusterOptionChecks.Endpoints(value);
    }

    /// <summary>
    /// The number of shards over which the keys are distributed, 1 to 65,536. Default 256. The same in all brokers of a cluster, and at least some times the
    /// number of brokers. It cannot be changed while the directory exists.
    /// </summary>
    public int Shards
    {
        get;
        init => field = ClusterOptionChecks.Range(value, 1, MaxShards);
    } = 256;

    /// <summary>
    /// The time for which a broker owns its shards after each renewal of its lease, which it renews after a third of that time. 100 ms to 24 days 20 hours. Default 15 seconds. The same in all
    /// brokers of a cluster.
    /// </summary>
    /// <remarks>
    /// After a crash a key has no owner for at most this time, <see cref="Margin"/> and two looks at the leases, each of which is a sixth of this time: 23 seconds with the defaults. It takes that long again for each further three
    /// brokers that crash at the same time and are neighbours in the order of their sessions, as each broker looks at three others.
    /// </remarks>
    public TimeSpan LeaseTime
    {
        get;
        init => field = ClusterOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The time by which a broker ends its ownership before its lease ends, and by which the others wait longer than the lease. More than 0, at most a third of
    /// <see cref="LeaseTime"/>, which is checked when the broker joins. Default null: a fifth of the lease. Two margins are what the clocks of two brokers may differ by within one lease.
    /// </summary>
    public TimeSpan? Margin { get; init; }

    /// <summary>
    /// Whether the broker owns shards, and so runs keyed actors. Default true. A broker without shards reaches all actors of the cluster, for example in a web service.
    /// </summary>
    public bool TakesShards { get; init; } = true;

    /// <summary>The number of shards that the broker hands over at once when others have joined, 1 to 65,536. Default 8. When it leaves, it hands over all at once.</summary>
    public int MaxMoves
    {
        get;
        init => field = ClusterOptionChecks.Range(value, 1, MaxShards);
    } = 8;

    /// <summary>
    /// The number of messages that may wait for the owner of one shard, while it has none, 0 to 1,048,576. Default 4,096; one more is refused with
    /// <see cref="ZmqNative.Actors.MailboxFullException"/>, and becomes a dead letter.
    /// </summary>
    public int MaxWaitingPerShard
    {
        get;
        init => field = ClusterOptionChecks.Range(value, 0, 1 << 20);
    } = 4096;

    /// <summary>
    /// The longest time for which a broker that leaves waits until its shards are handed over. Those that are left then get new owners when the lease has ended. 100 ms to 24 days 20 hours.
    /// Default 10 seconds.
    /// </summary>
    /// <remarks>
    /// In each hand-over, also to a broker that has joined, half of it is the time after which <see cref="ZmqNative.Actors.ActorContext.Stopping"/> is cancelled for actors of the shard that still handle a message. A handler that ignores the token
    /// holds the shard until it returns, and the keys of the shard have no owner until then. When the lease is lost the token is cancelled at once.
    /// </remarks>
    public TimeSpan LeaveTimeout
    {
        get;
        init => field = ClusterOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(10);

    /// <summary>The settings of the streams of durable messages, the same in all brokers of a cluster. Default <see cref="DurableLogSettings"/>. The first use of a durable message makes the streams.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DurableLogSettings DurableLog
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new();

    /// <summary>
    /// The time within which a durable message is stored, or fails with <see cref="ClusterEngineException"/>. It is tried again with the same id until then. A durable subscription that has got nothing for so long asks whether the engine is there. 100 ms to 24 days 20 hours, and at most
    /// <see cref="DurableLogSettings.DuplicateWindow"/>, which is checked when the broker joins. Default 10 seconds.
    /// </summary>
    public TimeSpan DurableTimeout
    {
        get;
        init => field = ClusterOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(10);

    /// <summary>The number of durable publications, and that of durable tells, that the engine has not confirmed yet, 1 to 65,536. Default 256. Others wait, within <see cref="DurableTimeout"/>.</summary>
    public int MaxDurableInFlight
    {
        get;
        init => field = ClusterOptionChecks.Range(value, 1, 1 << 16);
    } = 256;

    /// <summary>The options of durable tells. Default <see cref="DurableTellOptions"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DurableTellOptions DurableTells
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new();

    /// <summary>
    /// The clock of leases and waits. Default null: the clock of the machine that goes on while it sleeps (<c>CLOCK_BOOTTIME</c> on Linux). Another one is for tests.
    /// </summary>
    /// <remarks>A 32-bit process on Linux or macOS has <c>TimeProvider.System</c> by default, which stands still while the machine sleeps.</remarks>
    public TimeProvider? TimeProvider { get; init; }
}
