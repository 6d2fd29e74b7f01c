using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <content>The end in order: all shards are handed over, then the entries of the member are removed.</content>
internal sealed partial class ClusterSession
{
    // Between two looks whether all shards are handed over, and between two attempts to announce the end.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Hands over all shards, and removes the entries of the member.</summary>
    /// <returns>The number of shards that could not be handed over in time.</returns>
    public async Task<int> LeaveAsync(CancellationToken cancellationToken)
    {
        _takesShards = false;
        try
        {
            await HandOverAsync(cancellationToken).ConfigureAwait(false);
            int left;
            lock (_gate)
            {
                // A claim that is under way is counted, or makes no hold: the entry of the member is removed when none is left.
                left = HeldCount();
                _hasLeft = left == 0;
            }

            if (left == 0)
            {
                KeepRoutes();
                await TryRemoveAsync(cancellationToken).ConfigureAwait(false);
            }

            return left;
        }
        finally
        {
            // Whatever was thrown: the loops end, and the lease is not renewed any more.
            Lose("the broker has left");
        }
    }

    /// <summary>Removes the entries of a lost session once none of its actors runs any more, so that the others need not wait. Gives up silently.</summary>
    public async Task RemoveWhenStoppedAsync(CancellationToken cancellationToken)
    {
        Task stopped;
        lock (_gate)
        {
            stopped = Task.WhenAll(_retiring);
        }

        try
        {
            await stopped.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // They find the end of the lease.
            return;
        }

        await TryRemoveAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AnnounceLeavingAsync(cancellationToken).ConfigureAwait(false);
            while (!_lost.Task.IsCompleted && (HeldCount() > 0 || _context.Routing.Waiting > 0))
            {
                _ = _changed.Writer.TryWrite(true);
                await Task.Delay(LookInterval, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the lease was lost: the others wait for the end of the lease.
        }
    }

    // For peers that do not know yet that this broker has left: no session sets routes after this one.
    private void KeepRoutes()
    {
        for (int shard = 0; shard < _table.Shards; shard++)
        {
            _ = _context.Routing.SlotOf(shard);
        }
    }

    private int HeldCount()
    {
        lock (_gate)
        {
            return _holds.Count(static hold => hold is not null);
        }
    }

    // Tries until the time is over: the engine may come back. A directory of users may throw anything then.
    private async Task AnnounceLeavingAsync(CancellationToken cancellationToken)
    {
        await Listed.WaitAsync(cancellationToken).ConfigureAwait(false);
        byte[] record = ClusterJson.Write(_member with { TakesShards = false }, ClusterJson.Default.MemberRecord);
        while (!_lost.Task.IsCompleted && _table.TryFind(Id, out _, out ulong revision))
        {
            try
            {
                if (await _context.Directory.TryWriteAsync(
                    DirectoryTable.Shards, ClusterTable.KeyOfMember(Id), record, revision, cancellationToken).ConfigureAwait(false) is not null)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _context.Logger.DirectoryFailed(_context.Name, ErrorText.MessageOf(exception));
            }

            await Task.Delay(LookInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    // Gives up silently: the others find the end of the lease.
    [SuppressMessage("Design", "CA1031", Justification = "It is logged; the end goes on.")]
    private async Task TryRemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _context.Logger.DirectoryFailed(_context.Name, ErrorText.MessageOf(exception));
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        string key = ClusterTable.KeyOfMember(Id);
        if (await _context.Directory.ReadAsync(DirectoryTable.Shards, key, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            _ = await _context.Directory.TryDeleteAsync(DirectoryTable.Shards, key, entry.Revision, cancellationToken).ConfigureAwait(false);
        }

        await _renewal.EndAsync(cancellationToken).ConfigureAwait(false);
    }
}
