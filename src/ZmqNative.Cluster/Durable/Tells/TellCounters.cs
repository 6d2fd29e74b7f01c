namespace ZmqNative.Cluster;

/// <summary>The counts of durable tells of one broker, over all its sessions. From any thread.</summary>
internal sealed class TellCounters
{
    private long _appended;
    private long _handled;
    private long _retried;
    private long _deadLettered;
    private long _failures;

    public void CountAppended() => Interlocked.Increment(ref _appended);

    public void CountHandled() => Interlocked.Increment(ref _handled);

    public void CountRetried() => Interlocked.Increment(ref _retried);

    public void CountDeadLettered() => Interlocked.Increment(ref _deadLettered);

    /// <summary>Counts a reading that has ended with a failure.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failures);

    public ClusterStatistics AddTo(ClusterStatistics statistics, long waiting) => statistics with
    {
        TellsAppended = Interlocked.Read(ref _appended),
        TellsHandled = Interlocked.Read(ref _handled),
        TellsRetried = Interlocked.Read(ref _retried),
        TellsDeadLettered = Interlocked.Read(ref _deadLettered),
        TellReadingFailures = Interlocked.Read(ref _failures),
        TellsWaiting = (int)Math.Min(waiting, int.MaxValue),
    };
}
