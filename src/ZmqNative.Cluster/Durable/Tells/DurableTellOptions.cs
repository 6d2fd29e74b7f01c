namespace ZmqNative.Cluster;

/// <summary>The options of durable tells. Each is checked when it is set.</summary>
/// <remarks>An option that is out of its range throws an <see cref="ArgumentOutOfRangeException"/> with the range in its text.</remarks>
public sealed record DurableTellOptions
{
    /// <summary>
    /// The number of attempts of one broker to have a durable tell handled, after which it becomes a durable dead letter, 1 to 1,000. Default 5. An attempt counts when the handler throws, does not
    /// know the message, or the actor cannot start; not when the actor stops, its mailbox is full, or the shard moves. The next owner of the key begins to count anew.
    /// </summary>
    public int MaxAttempts
    {
        get;
        init => field = ClusterOptionChecks.Range(value, 1, 1000);
    } = 5;

    /// <summary>The pause after the first attempt that has failed. Each further one is twice as long. Only the key of the message waits. 100 ms to 24 days 20 hours. Default 200 ms.</summary>
    public TimeSpan FirstPause
    {
        get;
        init => field = ClusterOptionChecks.Time(value);
    } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between two attempts. 100 ms to 24 days 20 hours. Default 30 seconds.</summary>
    public TimeSpan MaxPause
    {
        get;
        init => field = ClusterOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The number of durable tells of one shard that its owner holds in memory, 8 to 65,536. Default 256. When it is reached, the reading of the shard waits. A key that is held up holds one: its
    /// further tells are read again when it goes on. Of those that were handled four times as many wait for one in front of them to be handled, before they are acknowledged without it.
    /// </summary>
    public int MaxHeldPerShard
    {
        get;
        init => field = ClusterOptionChecks.Range(value, 8, 1 << 16);
    } = 256;
}
