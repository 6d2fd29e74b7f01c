namespace ZmqNative.Cluster;

/// <summary>A directory whose calls fail when they have no outcome in time: a call that never ends would stop a loop of the session for ever, while another one renews the lease.</summary>
/// <param name="inner">The directory.</param>
/// <param name="clock">The clock.</param>
/// <param name="limit">The longest time of a call.</param>
internal sealed class LimitedDirectory(IActorDirectory inner, TimeProvider clock, TimeSpan limit) : IActorDirectory
{
    public string Name => inner.Name;

    public async ValueTask OpenAsync(DirectorySettings settings, CancellationToken cancellationToken = default) =>
        _ = await LimitAsync(async token =>
        {
            await inner.OpenAsync(settings, token).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);

    public ValueTask<ulong?> TryWriteAsync(
        DirectoryTable table, string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken = default) =>
        LimitAsync(token => inner.TryWriteAsync(table, key, value, revision, token), cancellationToken);

    public ValueTask<bool> TryDeleteAsync(DirectoryTable table, string key, ulong revision, CancellationToken cancellationToken = default) =>
        LimitAsync(token => inner.TryDeleteAsync(table, key, revision, token), cancellationToken);

    public ValueTask<DirectoryEntry?> ReadAsync(DirectoryTable table, string key, CancellationToken cancellationToken = default) =>
        LimitAsync(token => inner.ReadAsync(table, key, token), cancellationToken);

    public IAsyncEnumerable<DirectoryChange> WatchAsync(CancellationToken cancellationToken = default) => inner.WatchAsync(cancellationToken);

    private async ValueTask<T> LimitAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using CancellationTokenSource time = new(limit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            ValueTask<T> calling = call(either.Token);

            // Not every client ends a call when it is cancelled.
            return calling.IsCompleted ? await calling.ConfigureAwait(false) : await calling.AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterEngineException($"it has not answered within {limit}.", inner.Name);
        }
    }
}
