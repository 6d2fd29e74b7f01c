using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster.Tests;

/// <summary>The log of a <see cref="FaultyEngine"/>: calls fail while the broker is cut off, and readings end.</summary>
internal sealed class FaultyLog(FaultyEngine engine) : IDurableLog
{
    private IDurableLog Log
    {
        get
        {
            engine.Check();
            return engine.Inner.Log;
        }
    }

    public string Name => engine.Name;

    public async ValueTask OpenAsync(DurableLogSettings settings, CancellationToken cancellationToken = default) => await Log.OpenAsync(settings, cancellationToken);

    public async ValueTask<ulong> AppendAsync(DurableStream stream, DurableMessage message, CancellationToken cancellationToken = default) =>
        await Log.AppendAsync(stream, message, cancellationToken);

    public async IAsyncEnumerable<DurableEntry> ReadAsync(
        DurableStream stream,
        DurablePosition from = default,
        string? subject = null,
        bool isPrefix = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, engine.WhenCut);
        await using IAsyncEnumerator<DurableEntry> entries = Log.ReadAsync(stream, from, subject, isPrefix, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            try
            {
                if (!await entries.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ClusterEngineException("cut off.", Name);
            }

            yield return entries.Current;
        }
    }

    public async ValueTask<bool> RemoveAsync(DurableStream stream, DurableEntry entry, CancellationToken cancellationToken = default) =>
        await Log.RemoveAsync(stream, entry, cancellationToken);

    public async ValueTask<DurableStreamState> GetStateAsync(DurableStream stream, string? subject = null, CancellationToken cancellationToken = default) =>
        await Log.GetStateAsync(stream, subject, cancellationToken);
}
