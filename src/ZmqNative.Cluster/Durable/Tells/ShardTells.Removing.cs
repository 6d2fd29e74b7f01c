using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <content>The loop that removes entries from the log that were handled.</content>
/// <remarks>
/// A nats-server may leave out an entry in a reading of a subject, if one behind it was removed before one in front of it. So an entry is removed when all in front of it have been handled. A key that is held up
/// must not keep what others have handled in the log: when that gets too much, or the shard is handed over, a mark in the directory tells that the shard has gaps, and the order does not matter any more. While there is
/// a mark, readings that begin read all shards, and leave out the others themselves; the mark is removed when all is handled that was there when the last gap was made.
/// </remarks>
internal sealed partial class ShardTells
{
    // Removals at the same time: enough for the way to the engine and back.
    private const int MostRemovals = 64;

    private static readonly byte[] MarkText = "{}"u8.ToArray();

    // Entries that were handled and wait for one in front of them, for each place.
    private const int HandledPerPlace = 4;

    // Whether entries may be removed. The clock of the lease may be code of users that throws.
    private bool IsOwner
    {
        get
        {
            try
            {
                return !_revoked.IsCancellationRequested && _hold.IsValid;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }

    // Begins to remove what can be removed, unless it is being done.
    private void RemoveInsideLock()
    {
        if (!_isRemoving && IsOwner && (MayUnmarkInsideLock() || MustMarkInsideLock() || _handled.HasBefore(EndOfRemovalsInsideLock())))
        {
            _isRemoving = true;
            _running++;
            _ = Task.Run(RemoveHandledAsync);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends an attempt, there is another one: what was handled must not stay in the log.")]
    private async Task RemoveHandledAsync()
    {
        RetryPause pause = RetryPause.OfReadings;
        while (TryBeginRemovals(out DurableEntry[] entries, out ulong former))
        {
            try
            {
                if (former != 0)
                {
                    await UnmarkAsync(former).ConfigureAwait(false);
                }
                else if (entries.Length == 0)
                {
                    await MarkAsync().ConfigureAwait(false);
                }
                else
                {
                    EndRemovals(entries, await Task.WhenAll(entries.Select(RemoveAsync)).ConfigureAwait(false));
                }

                pause.Reset();
            }
            catch (Exception exception)
            {
                _tells.NoteFailure(exception);
                await WaitAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // The clock may be code of users that throws.
        async Task WaitAsync() => await pause.WaitAsync(_tells.Clock, _revoked.Token).ConfigureAwait(false);
    }

    // The entries that are to be removed; none if the shard is to be marked. With the revision of a former mark, that one is to be removed.
    private bool TryBeginRemovals(out DurableEntry[] entries, out ulong former)
    {
        lock (_gate)
        {
            (entries, former) = ([], 0);
            if (IsOwner)
            {
                if (MayUnmarkInsideLock())
                {
                    // Before it is removed, since it may be removed without an answer.
                    (former, _mark) = (_mark, 0);
                    return true;
                }

                bool mustMark = MustMarkInsideLock();
                entries = _handled.FindFirst(EndOfRemovalsInsideLock(), MostRemovals);
                if (entries.Length > 0 || mustMark)
                {
                    return true;
                }
            }

            _isRemoving = false;
            EndLoopInsideLock();
            return false;
        }
    }

    private void EndRemovals(DurableEntry[] entries, bool[] removed)
    {
        lock (_gate)
        {
            foreach ((DurableEntry entry, _) in entries.Zip(removed).Where(static pair => pair.Second))
            {
                _handled.Remove(entry, _position);
                if (entry.LogCreated != _logCreated)
                {
                    continue;
                }

                // Of a reading that began anew: it was in front of it, and may come no more.
                if (entry.Sequence > _position && _pending > 0)
                {
                    _pending--;
                }
            }

            // The reading may wait for space.
            _ = _changed.Writer.TryWrite(true);
        }
    }

    // Entries in front of this number can be removed: the first one that was not handled, or the last one of which a gap may be made; but none that the reading of this log has not got yet, so that it leaves out none in front of it.
    private ulong EndOfRemovalsInsideLock()
    {
        ulong end = FirstUnhandledInsideLock();
        if (_mark != 0)
        {
            end = Math.Max(end, _lastGap + 1);
        }

        // When the shard is handed over the reading has ended, and the next owner reads all shards.
        return _mark != 0 && _isClosed ? end : Math.Min(end, _farthest + 1);
    }

    // The number of the first entry that was read and not handled.
    private ulong FirstUnhandledInsideLock()
    {
        ulong first = ulong.MaxValue;
        foreach (KeyTells key in _keys.Values)
        {
            first = Math.Min(first, key.FirstUnhandled);
        }

        return first;
    }

    // Gaps are made when too many wait for one that was not handled, or only the loop of removals is left when the shard is handed over.
    private bool MustMarkInsideLock()
    {
        if (_handled.Count < _places * HandledPerPlace && !(_isClosed && _handled.Count > 0 && _running == (_isRemoving ? 1 : 0)))
        {
            return false;
        }

        if (_mark != 0)
        {
            _lastGap = Math.Max(_lastGap, _handled.Last);
        }

        return _mark == 0;
    }

    private bool MayUnmarkInsideLock() => _mark != 0 && _farthest >= _lastGap && FirstUnhandledInsideLock() > _lastGap;

    // Whether there is space for what is read next.
    private bool HasSpaceInsideLock() => _taken < _places && _handled.Count < 2 * _places * HandledPerPlace;

    private async Task<bool> RemoveAsync(DurableEntry entry)
    {
        DurableEntry known = entry;
        return await TryUntilRevokedAsync(
            entry,
            async token =>
            {
                DurableEntry removed = known;

                // What has happened to the log since is not known to a repeat: the engine looks whether it still has this entry.
                known = entry with { Server = null };
                _ = await _tells.Log.RemoveAsync(DurableStream.Tells, removed, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    // Finds whether the former owner has left gaps. A read of the directory may be behind: a write that succeeds only without a mark tells it.
    private async Task FindMarkAsync()
    {
        string key = ClusterTable.KeyOfGaps(_hold.Shard);
        if (await _tells.Directory.TryWriteAsync(DirectoryTable.Shards, key, MarkText, 0, _end.Token).ConfigureAwait(false) is { } own)
        {
            await UnmarkAsync(own).ConfigureAwait(false);
            return;
        }

        ulong mark = await ReplaceMarkAsync(key, _end.Token).ConfigureAwait(false);
        DurableStreamState state = await _tells.Log.GetStateAsync(DurableStream.Tells, cancellationToken: _end.Token).ConfigureAwait(false);
        lock (_gate)
        {
            (_mark, _lastGap) = (mark, state.LastSequence);
        }
    }

    private async Task MarkAsync()
    {
        string key = ClusterTable.KeyOfGaps(_hold.Shard);
        ulong mark = 0;
        if (await TryUntilRevokedAsync(
            null,
            async token => mark = await _tells.Directory.TryWriteAsync(DirectoryTable.Shards, key, MarkText, 0, token).ConfigureAwait(false)
                ?? await ReplaceMarkAsync(key, token).ConfigureAwait(false)).ConfigureAwait(false))
        {
            lock (_gate)
            {
                // The gaps that are made now. Without them the mark would not be needed, and be removed at once.
                (_mark, _lastGap) = (mark, Math.Max(_lastGap, _handled.Last));
                _marks++;
            }
        }
    }

    // A removal of the former one, whose answer nobody waits for any more, must not remove it.
    private async ValueTask<ulong> ReplaceMarkAsync(string key, CancellationToken cancellationToken)
    {
        ulong? mark = null;
        if (await _tells.Directory.ReadAsync(DirectoryTable.Shards, key, cancellationToken).ConfigureAwait(false) is { } former)
        {
            mark = await _tells.Directory.TryWriteAsync(DirectoryTable.Shards, key, MarkText, former.Revision, cancellationToken).ConfigureAwait(false);
        }

        return mark ?? throw new ClusterEngineException($"'{key}' was changed at the same time.", _tells.Directory.Name);
    }

    // One that stays costs the next owner a reading of all shards, and is removed then.
    private async Task UnmarkAsync(ulong mark)
    {
        try
        {
            using CancellationTokenSource limit = new(_tells.CallTimeout, _tells.Clock);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _revoked.Token);
            _ = await _tells.Directory.TryDeleteAsync(DirectoryTable.Shards, ClusterTable.KeyOfGaps(_hold.Shard), mark, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClusterEngineException or OperationCanceledException)
        {
            _tells.NoteFailure(exception);
        }
    }
}
