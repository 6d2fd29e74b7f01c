using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster.Tests.Durable;

/// <summary>The view that one broker has of a log: it can be cut off, or hang, and be given another log in place of the one that was lost.</summary>
internal sealed class FaultyLogEngine(IClusterEngine inner) : IClusterEngine, IDurableLog
{
    private volatile IClusterEngine _inner = inner;
    private volatile TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _hang;
    private int _opened;
    private int _readings;
    private int _refusals;

    public IActorDirectory Directory => _inner.Directory;

    public IDurableLog Log => this;

    public string Name => "the faulty log";

    /// <summary>The number of times that the log was opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>The number of readings that go on.</summary>
    public int Readings => Volatile.Read(ref _readings);

    /// <summary>The number of appends that were refused as the log is full.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>Whether removals are confirmed and not done, as by a server that is killed and has lost them.</summary>
    public bool LosesRemovals { get; set; }

    /// <summary>Whether the next append is cancelled by the client itself, as when a write takes too long for it.</summary>
    public bool CancelsNextAppend { get; set; }

    /// <summary>Is called when a reading begins, which does not go on before the task completes, whatever its token says; null for no wait.</summary>
    public Func<Task>? Reading { get; set; }

    /// <summary>Cuts the broker off: calls fail, and readings end.</summary>
    public void Cut() => _cut.TrySetResult();

    /// <summary>Ends the readings that go on, and lets others begin.</summary>
    public void EndReadings()
    {
        TaskCompletionSource cut = _cut;
        _cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = cut.TrySetResult();
    }

    /// <summary>Lets calls hang, whatever their tokens say, until the repair.</summary>
    public void Hang() => _hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Connects the broker again, with the same log or another one.</summary>
    public void Repair(IClusterEngine? engine = null)
    {
        _inner = engine ?? _inner;
        _cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource? hang = _hang;
        _hang = null;
        _ = hang?.TrySetResult();
    }

    public async ValueTask OpenAsync(DurableLogSettings settings, CancellationToken cancellationToken = default)
    {
        await CheckAsync();
        _ = Interlocked.Increment(ref _opened);
        await _inner.Log.OpenAsync(settings, cancellationToken);
    }

    public async ValueTask<ulong> AppendAsync(DurableStream stream, DurableMessage message, CancellationToken cancellationToken = default)
    {
        await CheckAsync();
        if (CancelsNextAppend)
        {
            CancelsNextAppend = false;
            throw new OperationCanceledException("by the client.");
        }

        try
        {
            return await _inner.Log.AppendAsync(stream, message, cancellationToken);
        }
        catch (ClusterEngineException refused) when (refused.IsRefusal)
        {
            _ = Interlocked.Increment(ref _refusals);
            throw;
        }
    }

    public async IAsyncEnumerable<DurableEntry> ReadAsync(
        DurableStream stream,
        DurablePosition from = default,
        string? subject = null,
        bool isPrefix = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await CheckAsync();
        await (Reading?.Invoke() ?? Task.CompletedTask);
        Task cut = _cut.Task;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = Interlocked.Increment(ref _readings);
        try
        {
            await using IAsyncEnumerator<DurableEntry> entries = _inner.Log.ReadAsync(stream, from, subject, isPrefix, end.Token).GetAsyncEnumerator(end.Token);
            while (true)
            {
                Task<bool> next = entries.MoveNextAsync().AsTask();
                if (await Task.WhenAny(next, cut) == cut)
                {
                    await end.CancelAsync();
                    await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    throw new ClusterEngineException("cut off.", Name);
                }

                if (!await next)
                {
                    yield break;
                }

                yield return entries.Current;
            }
        }
        finally
        {
            _ = Interlocked.Decrement(ref _readings);
        }
    }

    public async ValueTask<bool> RemoveAsync(DurableStream stream, DurableEntry entry, CancellationToken cancellationToken = default)
    {
        await CheckAsync();
        return LosesRemovals || await _inner.Log.RemoveAsync(stream, entry, cancellationToken);
    }

    public async ValueTask<DurableStreamState> GetStateAsync(DurableStream stream, string? subject = null, CancellationToken cancellationToken = default)
    {
        await CheckAsync();
        return await _inner.Log.GetStateAsync(stream, subject, cancellationToken);
    }

    private async Task CheckAsync()
    {
        if (_hang is { } hang)
        {
            await hang.Task;
        }

        if (_cut.Task.IsCompleted)
        {
            throw new ClusterEngineException("cut off.", Name);
        }
    }
}
