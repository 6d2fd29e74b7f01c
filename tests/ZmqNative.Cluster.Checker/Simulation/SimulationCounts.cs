namespace ZmqNative.Cluster.Checker;

/// <summary>The counts of all calls of a simulation. Thread-safe.</summary>
internal sealed class SimulationCounts
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _renewals;
    private long _writes;
    private long _refused;
    private long _reads;
    private long _changes;

    /// <summary>Completes when shards may be claimed.</summary>
    public Task Started => _started.Task;

    /// <summary>The sum of all calls and reports: it stands still when no broker does anything.</summary>
    public long Sum => Interlocked.Read(ref _renewals) + Interlocked.Read(ref _writes) + Interlocked.Read(ref _refused) + Interlocked.Read(ref _reads) + Interlocked.Read(ref _changes);

    /// <summary>Lets shards be claimed.</summary>
    public void Start() => _started.SetResult();

    public void NoteWrite(DirectoryTable table, bool hasSucceeded) =>
        _ = hasSucceeded ? Interlocked.Increment(ref table == DirectoryTable.Leases ? ref _renewals : ref _writes) : Interlocked.Increment(ref _refused);

    public void NoteRead() => Interlocked.Increment(ref _reads);

    public void NoteChange() => Interlocked.Increment(ref _changes);

    /// <summary>Returns the counts since the last call.</summary>
    public SimulationPhase Take(string name) => new(
        name,
        Interlocked.Exchange(ref _renewals, 0),
        Interlocked.Exchange(ref _writes, 0),
        Interlocked.Exchange(ref _refused, 0),
        Interlocked.Exchange(ref _reads, 0),
        Interlocked.Exchange(ref _changes, 0));
}
