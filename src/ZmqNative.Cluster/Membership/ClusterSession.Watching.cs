namespace ZmqNative.Cluster;

/// <content>The loop that follows the table of shards, and sets the routes.</content>
internal sealed partial class ClusterSession
{
    // The members that take no shards, or no more. The loop of the watch only.
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal);

    private async Task WatchAsync()
    {
        while (true)
        {
            try
            {
                _table.BeginListing();
                await foreach (DirectoryChange change in _context.Directory.WatchAsync(_end.Token).ConfigureAwait(false))
                {
                    if (change.IsListed)
                    {
                        FollowListing();
                    }
                    else if (_table.Apply(change))
                    {
                        Follow(change);
                    }
                }
            }
            catch (ClusterEngineException exception)
            {
                _context.Logger.DirectoryFailed(_context.Name, exception.Message);
            }

            await Task.Delay(_context.Times.Retry, _context.Times.Clock, _end.Token).ConfigureAwait(false);
        }
    }

    // Members may have gone while there was no watch.
    private void FollowListing()
    {
        IReadOnlyList<string> gone = _table.EndListing();
        UpdateRoutes();
        foreach (string member in gone)
        {
            FollowMember(member, isGone: true);
        }

        foreach (string session in ListForgotten())
        {
            _context.Routing.Forget(session, isLost: true);
        }

        _ = _listed.TrySetResult();
        _ = _changed.Writer.TryWrite(true);
    }

    // Connections outlive a session: those to members that have gone while this broker had no table are told by no watch.
    private IReadOnlyList<string> ListForgotten()
    {
        lock (_gate)
        {
            // The table of a session that is released is old: the next one may have made connections already.
            return _isReleased ? [] : _context.Routing.ListOthers(_table.Members);
        }
    }

    private void Follow(in DirectoryChange change)
    {
        if (_table.ReadShard(change.Key) is { } shard)
        {
            UpdateRoute(shard);
        }
        else if (ClusterTable.ReadMember(change.Key) is { } member)
        {
            FollowMember(member, change.Value is null);
        }
        else if (change.Key == ClusterTable.TellsKey)
        {
            _context.Tells.Activate();
        }
        else
        {
            CheckIncarnation();
        }

        _ = _changed.Writer.TryWrite(true);
    }

    private void FollowMember(string member, bool isGone)
    {
        if (isGone && member == Id)
        {
            Lose("its entry as a member was removed");
            return;
        }

        if (_table.IsListed)
        {
            UpdateRoutes(member);
        }

        if (isGone)
        {
            // One that has left in order takes no shards when its entry is removed.
            _context.Routing.Forget(member, isLost: !_leaving.Remove(member));
        }
        else if (_table.TryFind(member, out ClusterMember? known, out _) && !known!.TakesShards)
        {
            _ = _leaving.Add(member);
        }
    }

    private void CheckIncarnation()
    {
        if (_table.Cluster is not { } current || current.Incarnation != Incarnation)
        {
            Lose("the directory was lost, or made anew");
        }
    }

    private void UpdateRoutes(string? owner = null)
    {
        for (int shard = 0; shard < _table.Shards; shard++)
        {
            if ((_context.Routing.HasSlot(shard) || Volatile.Read(ref _holds[shard]) is not null) && (owner is null || _table.OwnerOf(shard).Owner == owner))
            {
                UpdateRoute(shard);
            }
        }
    }

    /// <summary>Sets the route of a shard by the table, and gives the shard up if another broker has taken it over.</summary>
    public void UpdateRoute(int shard)
    {
        lock (_gate)
        {
            if (_isReleased)
            {
                return;
            }

            (string? owner, ulong revision) = _table.OwnerOf(shard);
            if (_holds[shard] is { } hold)
            {
                if (revision > hold.Fence.Epoch)
                {
                    // Another broker has taken the shard over: it was sure that this lease had ended.
                    _context.Routing.Remove(shard);
                    hold.Revoke();
                    _context.Tells.Revoke(hold);
                    _holds[shard] = null;
                    _retiring.Add(_drains.DrainAsync(hold));
                }
                else if (!hold.IsClosed)
                {
                    _context.Routing.SetLocal(hold);
                    return;
                }
            }

            if (_context.Routing.HasSlot(shard) && owner is not null && owner != Id && !_context.Former.ContainsKey(owner) && _table.TryFind(owner, out ClusterMember? member, out _) && member!.Endpoints.Count > 0)
            {
                _context.Routing.SetRemote(shard, member, new Fence(Incarnation, revision));
            }
            else
            {
                _context.Routing.Remove(shard);
            }
        }
    }
}
