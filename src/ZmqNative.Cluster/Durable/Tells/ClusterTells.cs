using System.Collections.Concurrent;

namespace ZmqNative.Cluster;

/// <summary>The durable tells of the shards of one broker, over all its sessions. Thread-safe.</summary>
/// <remarks>
/// The log is not opened before the cluster has used durable tells: the first one writes an entry into the directory, which all brokers see. So a cluster without them has neither streams nor readings.
/// </remarks>
/// <param name="broker">The broker.</param>
/// <param name="directory">The directory.</param>
/// <param name="opener">The log.</param>
/// <param name="options">The options.</param>
/// <param name="clock">The clock of pauses and deadlines.</param>
internal sealed class ClusterTells(Broker broker, IActorDirectory directory, DurableLogOpener opener, ClusterOptions options, TimeProvider clock)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ShardHold, ShardTells> _shards = new(ReferenceEqualityComparer.Instance);
    private volatile bool _isActive;
    private long _nextLog = long.MinValue;

    public Broker Broker => broker;

    public IActorDirectory Directory => directory;

    public DurableLogOpener Opener => opener;

    public IDurableLog Log => opener.Log;

    public DurableTellOptions Options => options.DurableTells;

    /// <summary>The time for one call of the engine, after which it is tried again.</summary>
    public TimeSpan CallTimeout => options.DurableTimeout;

    /// <summary>The longest time for which a hand-over waits for handlings in front of those that were handled.</summary>
    public TimeSpan SettleTime => options.LeaveTimeout / 4;

    public TimeProvider Clock => clock;

    public TellCounters Counters { get; } = new();

    /// <summary>Whether the cluster has used durable tells.</summary>
    public bool IsActive => _isActive;

    /// <summary>The number of durable tells of the owned shards that are not removed, as of the last one of each that was read.</summary>
    public long Waiting => _shards.Values.Sum(static shard => shard.Waiting);

    /// <summary>The reason why a shard is not read now; null if all are.</summary>
    public Exception? Failure => _shards.Values.Select(static shard => shard.Failure).FirstOrDefault(static failure => failure is not null);

    /// <summary>The greatest number of places that a shard has taken now.</summary>
    public int MostTaken => _shards.Values.Select(static shard => shard.Taken).DefaultIfEmpty().Max();

    /// <summary>Lets the owned shards be read, since the cluster has durable tells.</summary>
    public void Activate()
    {
        _isActive = true;
        foreach (ShardTells shard in _shards.Values)
        {
            shard.Begin();
        }
    }

    /// <summary>Begins an ownership.</summary>
    public void Begin(ShardHold hold)
    {
        ShardTells shard = new(this, hold);
        _shards[hold] = shard;

        // Either this thread sees that the cluster has durable tells, or the one that has seen it first sees the shard.
        Interlocked.MemoryBarrier();
        if (_isActive)
        {
            shard.Begin();
        }
    }

    /// <summary>Prepares the hand-over of a shard, while its actors go on.</summary>
    public Task SettleAsync(ShardHold hold) => _shards.TryGetValue(hold, out ShardTells? shard) ? shard.SettleAsync() : Task.CompletedTask;

    /// <summary>Hands no tell of a shard to its actors any more, since it is handed over.</summary>
    /// <returns>A task that completes when those that were handled are removed. The actors have stopped then, or are to be stopped.</returns>
    public Task CloseAsync(ShardHold hold) => _shards.TryRemove(hold, out ShardTells? shard) ? shard.CloseAsync() : Task.CompletedTask;

    /// <summary>Ends an ownership that is lost.</summary>
    public void Revoke(ShardHold hold)
    {
        if (_shards.TryRemove(hold, out ShardTells? shard))
        {
            shard.Revoke();
        }
    }

    /// <summary>Counts a reading that has failed, and lets the log be opened again.</summary>
    public void NoteFailure(Exception failure)
    {
        Counters.CountFailure();
        opener.Reset();
        long now = clock.GetTimestamp();
        long due = Interlocked.Read(ref _nextLog);
        if (now >= due && Interlocked.CompareExchange(ref _nextLog, now + (long)(LogInterval.TotalSeconds * clock.TimestampFrequency), due) == due)
        {
            broker.Logger.TellsFailed(broker.Options.Name, ErrorText.MessageOf(failure));
        }
    }

    public void NoteDeadLetter(string address, string id, string reason)
    {
        Counters.CountDeadLettered();
        broker.Logger.TellGivenUp(broker.Options.Name, id, address, reason);
    }
}
