using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster.Tests;

/// <summary>The view that one broker has of an engine: it can be cut off, and be given another engine in place of the one that was lost.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of the cut has no timer.")]
internal sealed class FaultyEngine : IClusterEngine, IActorDirectory
{
    private readonly FaultyLog _log;
    private volatile IClusterEngine _inner;
    private volatile CancellationTokenSource _cut = new();
    private volatile bool _isCut;
    private long _writes;

    public FaultyEngine(IClusterEngine inner)
    {
        _inner = inner;
        _log = new FaultyLog(this);
    }

    public IActorDirectory Directory => this;

    public IDurableLog Log => _log;

    /// <summary>The engine behind it.</summary>
    public IClusterEngine Inner => _inner;

    /// <summary>Cancelled when the broker is cut off.</summary>
    public CancellationToken WhenCut => _cut.Token;

    public string Name => "the faulty engine";

    /// <summary>The number of writes and deletes that were tried.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Whether the next write takes effect, and its outcome is lost.</summary>
    public bool LosesNextOutcome { get; set; }

    /// <summary>The begin of the key of which the next write never ends, and takes no effect; null for none.</summary>
    public string? HangsNextWriteOf { get; set; }

    /// <summary>Is called when a write has taken effect, and before the broker learns of it: with the key and the cancellation of the call.</summary>
    public Action<string, CancellationToken>? Written { get; set; }

    /// <summary>The stale entry that the next read of a lease returns, as from a replica that is behind; null for the entry of the engine.</summary>
    public DirectoryEntry? NextLease { get; set; }

    /// <summary>The exception that all calls throw, as a directory of users may throw any type; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Completes when watches begin to report.</summary>
    public Task Watches { get; set; } = Task.CompletedTask;

    /// <summary>Whether a watch that has not begun to report ignores its cancellation.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Cuts the broker off: calls fail, and the watch ends.</summary>
    public void Cut()
    {
        _isCut = true;
        _cut.Cancel();
    }

    /// <summary>Connects the broker again, with the same engine or another one.</summary>
    public void Repair(IClusterEngine? engine = null)
    {
        _inner = engine ?? _inner;
        _cut = new CancellationTokenSource();
        _isCut = false;
    }

    public ValueTask OpenAsync(DirectorySettings settings, CancellationToken cancellationToken = default)
    {
        Check();
        return _inner.Directory.OpenAsync(settings, cancellationToken);
    }

    public async ValueTask<ulong?> TryWriteAsync(
        DirectoryTable table, string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken = default)
    {
        Check();
        _ = Interlocked.Increment(ref _writes);
        if (HangsNextWriteOf is { } begin && key.StartsWith(begin, StringComparison.Ordinal))
        {
            HangsNextWriteOf = null;
            await new TaskCompletionSource().Task;
        }

        ulong? written = await _inner.Directory.TryWriteAsync(table, key, value, revision, cancellationToken);
        if (LosesNextOutcome)
        {
            LosesNextOutcome = false;
            throw new ClusterEngineException("the outcome is lost.", Name);
        }

        Written?.Invoke(key, cancellationToken);
        return written;
    }

    public ValueTask<bool> TryDeleteAsync(DirectoryTable table, string key, ulong revision, CancellationToken cancellationToken = default)
    {
        Check();
        _ = Interlocked.Increment(ref _writes);
        return _inner.Directory.TryDeleteAsync(table, key, revision, cancellationToken);
    }

    public ValueTask<DirectoryEntry?> ReadAsync(DirectoryTable table, string key, CancellationToken cancellationToken = default)
    {
        Check();
        if (table == DirectoryTable.Leases && NextLease is { } behind)
        {
            NextLease = null;
            return new ValueTask<DirectoryEntry?>(behind);
        }

        return _inner.Directory.ReadAsync(table, key, cancellationToken);
    }

    public async IAsyncEnumerable<DirectoryChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _cut.Token);
        await Watches.WaitAsync(IsDeaf ? CancellationToken.None : cancellationToken);
        await using IAsyncEnumerator<DirectoryChange> changes = _inner.Directory.WatchAsync(either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await changes.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ClusterEngineException("cut off.", Name);
            }

            yield return changes.Current;
        }
    }

    public void Check()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        if (_isCut)
        {
            throw new ClusterEngineException("cut off.", Name);
        }
    }
}
