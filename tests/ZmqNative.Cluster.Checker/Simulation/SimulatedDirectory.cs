using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster.Checker;

/// <summary>The directory of a simulation as one broker sees it: it counts calls, and can be cut off for ever, as by a crash of the broker.</summary>
/// <param name="inner">The directory that all brokers share.</param>
/// <param name="counts">The counts that all brokers share.</param>
[SuppressMessage("Design", "CA1001", Justification = "The source of the crash has no timer.")]
internal sealed class SimulatedDirectory(IClusterEngine inner, SimulationCounts counts) : IClusterEngine, IActorDirectory
{
    private readonly CancellationTokenSource _crash = new();

    public IActorDirectory Directory => this;

    public IDurableLog Log => inner.Log;

    public string Name => inner.Directory.Name;

    /// <summary>Lets no call of the broker have an effect any more.</summary>
    public void Crash() => _crash.Cancel();

    public ValueTask OpenAsync(DirectorySettings settings, CancellationToken cancellationToken = default)
    {
        Check();
        return inner.Directory.OpenAsync(settings, cancellationToken);
    }

    public async ValueTask<ulong?> TryWriteAsync(
        DirectoryTable table, string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken = default)
    {
        Check();
        if (table == DirectoryTable.Shards && key.StartsWith("shard.", StringComparison.Ordinal))
        {
            // All brokers are there before the first shard is claimed: a cluster that starts at once.
            await counts.Started.WaitAsync(cancellationToken);
        }

        ulong? written = await inner.Directory.TryWriteAsync(table, key, value, revision, cancellationToken);
        counts.NoteWrite(table, written is not null);
        return written;
    }

    public async ValueTask<bool> TryDeleteAsync(DirectoryTable table, string key, ulong revision, CancellationToken cancellationToken = default)
    {
        Check();
        bool deleted = await inner.Directory.TryDeleteAsync(table, key, revision, cancellationToken);
        counts.NoteWrite(table, deleted);
        return deleted;
    }

    public ValueTask<DirectoryEntry?> ReadAsync(DirectoryTable table, string key, CancellationToken cancellationToken = default)
    {
        Check();
        counts.NoteRead();
        return inner.Directory.ReadAsync(table, key, cancellationToken);
    }

    public async IAsyncEnumerable<DirectoryChange> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _crash.Token);
        await foreach (DirectoryChange change in inner.Directory.WatchAsync(either.Token))
        {
            counts.NoteChange();
            yield return change;
        }
    }

    private void Check()
    {
        if (_crash.IsCancellationRequested)
        {
            throw new ClusterEngineException("the broker has crashed.", Name);
        }
    }
}
